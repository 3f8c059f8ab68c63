import { pino } from 'pino';
import { readConfig } from './platform/config/read-config.ts';
import { helpText } from './platform/config/reference.ts';
import { StartupError } from './platform/startup-error.ts';
import { startBlock } from './start/start-block.ts';
import { type RunningServer, startServer } from './start/start-server.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Runs the server until it is told to stop. @returns the exit code. */
async function main(): Promise<number> {
  const asked = readConfig(process.argv.slice(2), process.env);
  if (asked.kind === 'help') {
    say(helpText());
    return 0;
  }
  const { config } = asked;
  // Structured lines go to the error output, so that they can be kept apart from what a person reads.
  const log = pino({ level: config.logLevel, base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
  const ending = Promise.withResolvers<number>();
  const told = watchSignals(() => ending.resolve(0));
  const onLost = (reason: string) => {
    log.fatal({ reason }, 'the server cannot go on');
    ending.resolve(1);
  };
  let server: RunningServer;
  try {
    server = await startServer(config, log, onLost);
  } catch (error) {
    if (told.isStopping) return 0;
    throw error;
  }
  say(startBlock(config, server.url, server.isDemo));
  const code = await ending.promise;
  say('正在停止…  Stopping…');
  await server.stop();
  say('已停止。  Stopped.');
  return code;
}

/** npm passes on a Ctrl-C that the terminal has sent us already; within this time it is the same one. */
const SAME_SIGNAL_MS = 2_000;

/** The first signal asks to stop; a second one does not wait any longer. */
function watchSignals(onFirst: () => void): { readonly isStopping: boolean } {
  const told = { isStopping: false };
  let firstAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!told.isStopping) {
        told.isStopping = true;
        firstAt = performance.now();
        onFirst();
      } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
        process.exit(130);
      }
    });
  }
  return told;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = 1;
  const text = error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`\n${text}\n`);
}
// Nothing may keep a stopped server alive, such as a connection somebody else holds open.
process.exit();
