import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program of this repository in a process of its own, as npm starts it. */
export class Program {
  readonly child: ChildProcess;
  output = '';

  constructor(script: string, args: readonly string[], env: Record<string, string> = {}) {
    const { XINGLIN_TEST_DATABASE_URL: _, ...rest } = process.env;
    this.child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...rest, ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += chunk;
      });
    }
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Address, once it is printed. */
  async url(): Promise<string> {
    const until = Date.now() + 60_000;
    for (;;) {
      const found = /https?:\/\/[\d.]+:\d+/.exec(this.output)?.[0];
      if (found) return found;
      if (this.child.exitCode !== null || Date.now() > until) throw new Error(`did not start:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    if (signal) this.child.kill(signal);
    const [code] = await once(this.child, 'exit');
    return code as number | null;
  }
  /** Waits for the end by itself. @returns the exit code, once everything it said has been read. */
  async finished(): Promise<number | null> {
    const [code] = await once(this.child, 'close');
    return code as number | null;
  }
}
