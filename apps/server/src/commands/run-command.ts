import { INSTITUTION_ZONE } from '@xinglin/kernel/clock';
import type { Bilingual } from '@xinglin/kernel/operation';
import type { CommandReference, Config } from '../platform/config/options.ts';
import { readConfig } from '../platform/config/read-config.ts';
import { commandHelp } from '../platform/config/reference.ts';
import { StartupError } from '../platform/startup-error.ts';

export const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
export const sayBoth = ({ zh, en }: Bilingual): void => say(zh, en);

/** Wall time at the institution: "2026-03-02 09:00:00". */
export const wallTime = (moment: Temporal.Instant): string =>
  moment.toZonedDateTimeISO(INSTITUTION_ZONE).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');

/**
 * Runs a command of its own process: options, help, what went wrong, exit code. Never returns.
 * @param work returns the exit code; 1 also stands for anything it throws.
 */
export async function runCommand(
  reference: CommandReference,
  work: (config: Config) => Promise<number>,
): Promise<never> {
  // Leaving by `exit` takes a database that was started for the command along.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  try {
    const asked = readConfig(process.argv.slice(2), process.env, reference.options);
    if (asked.kind === 'help') say(commandHelp(reference));
    else process.exitCode = await work(asked.config);
  } catch (error) {
    process.exitCode = 1;
    const text = error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`\n${text}\n`);
  }
  process.exit();
}
