/** Runs `work` by `connections` at once until `count` are done, and says how it went. */
export interface Figure {
  readonly name: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /**
   * Processor time per operation in microseconds, of the program and of the database, in the calmest tenth of the
   * run: what others do on the machine makes the same work cost more, never less.
   */
  readonly programUs: number;
  readonly databaseUs: number | undefined;
}

/** Parts of a run whose processor time is looked at one by one. */
const SLICES = 10;

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
  const slices: { program: number; database: number | undefined }[] = [];
  const start = performance.now();
  for (let slice = 1; slice <= SLICES; slice++) {
    const from = turn;
    const before = { program: cpu.program(), database: await cpu.database() };
    await run(warmUp + Math.round((count * slice) / SLICES), times);
    const done = Math.max(1, turn - from);
    const database = await cpu.database();
    slices.push({
      program: (cpu.program() - before.program) / done,
      database:
        database === undefined || before.database === undefined ? undefined : (database - before.database) / done,
    });
  }
  const seconds = (performance.now() - start) / 1_000;
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? 0;
  const known = slices.flatMap(({ database }) => database ?? []);
  return {
    name,
    perSecond: count / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    programUs: Math.min(...slices.map(({ program }) => program)) * 1_000,
    databaseUs: known.length === 0 ? undefined : Math.min(...known) * 1_000,
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
