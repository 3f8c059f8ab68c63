import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

export interface Phase {
  readonly title: string;
  readonly files: readonly string[];
  /** Test files that run at the same time. */
  readonly concurrency: number;
  /** What all files of the phase share, such as a running server; put away after the last one. */
  readonly share?: () => Promise<AsyncDisposable>;
}

type Counts = Record<'tests' | 'suites' | 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo', number>;
type TestEvent = { readonly type: string; readonly data: Record<string, unknown> };

/** A file that hangs must not keep everybody waiting for ever. */
const FILE_TIMEOUT_MS = 15 * 60_000;
const CLOSING = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

export const everyCore = availableParallelism();

/**
 * Runs the phases one after the other, each file in a process of its own, and reports them as one run that ends with
 * the test runner's closing lines over everything.
 * @returns whether everything passed, and something ran.
 */
export async function runTests(phases: readonly Phase[], signal: AbortSignal): Promise<boolean> {
  const startedAt = performance.now();
  const counts: Counts = { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  await pipeline(Readable.from(eventsOf(phases, counts, signal)), new spec(), process.stdout, { end: false });
  const lines = [
    `tests ${counts.tests}`,
    `suites ${counts.suites}`,
    `pass ${counts.passed}`,
    `fail ${counts.failed}`,
    `cancelled ${counts.cancelled}`,
    `skipped ${counts.skipped}`,
    `todo ${counts.todo}`,
    `duration_ms ${(performance.now() - startedAt).toFixed(3)}`,
  ];
  process.stdout.write(`\n${lines.map((line) => `ℹ ${line}`).join('\n')}\n`);
  return counts.failed === 0 && counts.cancelled === 0 && counts.tests > 0 && !signal.aborted;
}

/** The events of all runs as if they were one; the closing lines of each are added up instead of shown. */
async function* eventsOf(phases: readonly Phase[], counts: Counts, signal: AbortSignal) {
  for (const { title, files, concurrency, share } of phases) {
    if (files.length === 0 || signal.aborted) continue;
    yield { type: 'test:diagnostic', data: { nesting: 0, message: `── ${title} ──`, level: 'info' } };
    await using _shared = await share?.();
    const events = run({ files: [...files], concurrency, signal, timeout: FILE_TIMEOUT_MS });
    for await (const event of events as AsyncIterable<TestEvent>) {
      if (event.type === 'test:summary') {
        if (event.data.file === undefined) add(counts, event.data.counts as Counts);
      } else if (!isClosing(event)) {
        yield event;
      }
    }
  }
}

function add(total: Counts, more: Counts): void {
  for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += more[name];
}

const isClosing = ({ type, data }: TestEvent): boolean =>
  type === 'test:diagnostic' && data.nesting === 0 && CLOSING.test(String(data.message));
