import { chargingJobs, httpCardProvider, startCardSimulator } from '#modules/charging';
import { type StartedClinic, startClinic } from './start-clinic.ts';

/** A clinic with a card provider of its own: a process, spoken to over a socket; and the worker's part by hand. */
export async function startAtTerminal() {
  const [clinic, simulator] = await Promise.all([startClinic(), startCardSimulator()]);
  const provider = httpCardProvider({ url: simulator.url, secret: simulator.secret, timeoutMs: 2_000 });
  const jobs = chargingJobs({
    institutions: clinic.modules.institutions,
    provider,
    inHouse: (institutionId, work) => clinic.tx(work, institutionId),
  });
  let done = 0;
  /** Runs what waits in the queue once, as a worker would. @returns the names of errors that ask for another try. */
  const work = async (): Promise<string[]> => {
    const waiting = (await clinic.waitingJobs()).filter(({ job }) => job.startsWith('charging.'));
    const errors: string[] = [];
    for (const { job, payload, institutionId } of waiting.slice(done)) {
      const handler = jobs.find((one) => one.job.name === job);
      await handler?.run(payload, { jobId: job, institutionId }).catch((error: Error) => errors.push(error.name));
    }
    done = waiting.length;
    return errors;
  };
  /** Runs everything ever enqueued again: a worker that crashed after its work, or a retry. */
  const workAgain = (): Promise<string[]> => {
    done = 0;
    return work();
  };
  return {
    clinic: clinic as StartedClinic,
    simulator,
    provider,
    work,
    workAgain,
    [Symbol.asyncDispose]: async () => {
      await simulator.stop();
      await clinic[Symbol.asyncDispose]();
    },
  };
}
