import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { SIGNATURE, signQuestion } from '../card/wire.ts';

export interface RunningSimulator {
  readonly url: string;
  readonly secret: string;
  /** Tells the simulator what to do next, or asks for its totals; see `server.ts`. */
  tell(what: object): Promise<void>;
  totals(): Promise<{ readonly takenFen: number; readonly paidBackFen: number; readonly orders: number }>;
  stop(): Promise<void>;
}

/** Starts the simulated card provider as a process of its own on a free port. */
export async function startCardSimulator(options: { readonly journal?: string } = {}): Promise<RunningSimulator> {
  const secret = randomBytes(24).toString('base64url');
  const program = fileURLToPath(new URL('./main.ts', import.meta.url));
  const args = [program, ...(options.journal === undefined ? [] : ['--journal', options.journal])];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, XINGLIN_CARD_SECRET: secret },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString('utf8').trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`card simulator ended with ${code}`)));
  });
  // Neither the simulator nor its pipes keep this process alive.
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref?: () => void }).unref?.();
  const ask = async (method: 'GET' | 'POST', path: string, body: string): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { [SIGNATURE]: signQuestion(secret, method, path, body) },
      ...(body === '' ? {} : { body }),
    });
    if (!response.ok) throw new Error(`card simulator answered ${response.status}`);
    return response.json();
  };
  return {
    url,
    secret,
    tell: async (what) => void (await ask('POST', '/control', JSON.stringify(what))),
    totals: async () => (await ask('GET', '/totals', '')) as Awaited<ReturnType<RunningSimulator['totals']>>,
    stop: async () => {
      child.ref();
      child.kill('SIGTERM');
      await ended;
    },
  };
}
