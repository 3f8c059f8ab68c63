import type pg from 'pg';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** `name` is an operation or a route pattern, never an address: addresses hold identifiers and are without number. */
  observe(name: string, status: number, seconds: number): void;
  /** The text of /metrics. */
  text(): Promise<string>;
  readonly contentType: string;
  readonly registry: Registry;
}

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Figures of this process: its CPU, memory and event loop, request durations by operation, the database pool. */
export function createMetrics(pool: Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'xinglin_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('xinglin_database_connections', 'Open connections to the database', () => pool.totalCount);
  gauge('xinglin_database_connections_idle', 'Connections nobody uses', () => pool.idleCount);
  gauge('xinglin_database_waiting', 'Requests that wait for a connection', () => pool.waitingCount);
  return {
    observe: (name, status, seconds) => durations.observe({ operation: name, status }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    registry,
  };
}
