import { prepareJobs } from '#platform/jobs/queue';
import type { Clinic } from './clinic.ts';
import { givenOf } from './given.ts';
import { openClinic, type StartOptions } from './open-clinic.ts';
import { createTestDatabase } from './test-database.ts';

export type StartedClinic = Clinic & { readonly given: ReturnType<typeof givenOf> } & AsyncDisposable;

/**
 * A whole clinic on a database of its own: real modules, real PostgreSQL, a clock that stands still.
 * `await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' })`.
 */
export async function startClinic(options: StartOptions = {}): Promise<StartedClinic> {
  const database = await createTestDatabase();
  const clinic = openClinic(database.connectionString, options);
  // The template has a queue for every job of the application; those of the test itself come now.
  if (options.additions?.jobs) await prepareJobs(database.connectionString, options.additions.jobs);
  return {
    ...clinic,
    given: givenOf(clinic),
    [Symbol.asyncDispose]: async () => {
      await clinic.db.close();
      await database.drop();
    },
  };
}
