/** Runs `work` by `connections` at once until `count` are done, and says how it went. */
export interface Figure {
  readonly name: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time per operation in microseconds: of the program, and of the database. */
  readonly programUs: number;
  readonly databaseUs: number | undefined;
}

export interface CpuReader {
  /** Milliseconds so far. */
  program(): number;
  database(): Promise<number | undefined>;
}

export async function measure(
  name: string,
  cpu: CpuReader,
  {
    count,
    connections,
    warmUp = 200,
  }: { readonly count: number; readonly connections: number; readonly warmUp?: number },
  work: (turn: number, connection: number) => Promise<unknown>,
): Promise<Figure> {
  let turn = 0;
  const run = async (until: number, times?: number[]) => {
    await Promise.all(
      Array.from({ length: connections }, async (_, connection) => {
        while (turn < until) {
          const mine = turn++;
          const start = performance.now();
          await work(mine, connection);
          times?.push(performance.now() - start);
        }
      }),
    );
  };
  await run(warmUp);
  const times: number[] = [];
  const before = { program: cpu.program(), database: await cpu.database() };
  const start = performance.now();
  await run(warmUp + count, times);
  const seconds = (performance.now() - start) / 1_000;
  const after = { program: cpu.program(), database: await cpu.database() };
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? 0;
  const databaseMs =
    before.database === undefined || after.database === undefined ? undefined : after.database - before.database;
  return {
    name,
    perSecond: count / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    programUs: ((after.program - before.program) / count) * 1_000,
    databaseUs: databaseMs === undefined ? undefined : (databaseMs / count) * 1_000,
  };
}

export const line = ({ name, perSecond, p50Ms, p99Ms, programUs, databaseUs }: Figure): string =>
  `| ${[
    name.padEnd(46),
    perSecond.toFixed(0).padStart(7),
    p50Ms.toFixed(1).padStart(8),
    p99Ms.toFixed(1).padStart(8),
    programUs.toFixed(0).padStart(11),
    (databaseUs?.toFixed(0) ?? '?').padStart(12),
  ].join(' | ')} |`;
