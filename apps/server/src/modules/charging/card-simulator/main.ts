import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { cardSimulator } from './server.ts';

/**
 * The simulated card provider as a process of its own:
 * `node main.ts --port 0 --journal data/card-simulator.jsonl`, secret in XINGLIN_CARD_SECRET.
 * Prints one line with its address when it listens; ends when whoever started it is gone.
 */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, journal: { type: 'string' } } });
const secret = process.env.XINGLIN_CARD_SECRET;
if (!secret) {
  process.stderr.write('XINGLIN_CARD_SECRET is not set\n');
  process.exit(2);
}

const server = cardSimulator({ secret, journal: values.journal });
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});

const stop = () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// The pipe to the parent closes with the parent, also when it was killed.
process.stdin.on('end', stop).on('error', stop).resume();
