import { Agent, request } from 'node:http';
import { type Client, createClient } from '@xinglin/kernel/client';
import { beginSession } from '../../apps/server/src/platform/sign-in/contract.ts';

/** How long requests took, by step. */
export interface Stopwatch {
  add(step: string, milliseconds: number): void;
}

/**
 * One browser at one desk: a connection that is kept open, cookies, and an address of its own, as the machines of a
 * clinic have (the server limits requests per address). All of 127.0.0.0/8 is this machine on Linux.
 */
export function openDesk(url: string, localAddress: string): Client & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const cookies = new Map<string, string>();
  const send = (address: string, init: RequestInit, isRepeat = false): Promise<Response> =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(init.headers));
      if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const { hostname, port, pathname, search } = new URL(address);
      const outgoing = request(
        { agent, localAddress, hostname, port, path: pathname + search, method: init.method, headers },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            for (const line of incoming.headers['set-cookie'] ?? []) {
              const [pair = ''] = line.split(';');
              cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
            }
            const type = incoming.headers['content-type'] ?? '';
            resolve(
              new Response(Buffer.concat(chunks), {
                status: incoming.statusCode ?? 500,
                headers: { 'content-type': type },
              }),
            );
          });
        },
      );
      // An idle connection may be closed in the moment it is used again; like a browser, try once on a new one.
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (outgoing.reusedSocket && error.code === 'ECONNRESET' && !isRepeat) resolve(send(address, init, true));
        else reject(error);
      });
      outgoing.end(typeof init.body === 'string' ? init.body : undefined);
    });
  return { ...createClient({ baseUrl: url, fetch: send }), close: () => agent.destroy() };
}

export async function signIn(desk: Client, userName: string, password: string): Promise<void> {
  const { step } = await desk.call(beginSession, { userName, password });
  if (step !== 'done') throw new Error(`${userName} could not sign in: ${step}`);
}

/** A desk whose requests are timed under the name of a step. */
export const timed = (desk: Client, watch: Stopwatch, step: string): Client => ({
  call: async (operation, input, options) => {
    const start = performance.now();
    const answer = await desk.call(operation, input, options);
    watch.add(`${step}: ${operation.name}`, performance.now() - start);
    return answer;
  },
});
