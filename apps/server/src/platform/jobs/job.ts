import type { z } from 'zod';

/** One kind of work done after the commit, outside the request. The payload holds identifiers, never a person's data. */
export interface Job<Shape extends z.ZodType = z.ZodType> {
  /** `module.what-to-do`. */
  readonly name: `${string}.${string}`;
  readonly payload: Shape;
}

export const job = <Shape extends z.ZodType>(definition: Job<Shape>): Job<Shape> => definition;

/** What a handler knows besides the payload. */
export interface JobRun {
  readonly jobId: string;
  /** Undefined for work of the whole house. */
  readonly institutionId: number | undefined;
}

export interface JobHandler {
  readonly job: Job;
  /** Five-field cron expression in the institution's time zone, for work that comes round by itself. */
  readonly cron?: string;
  readonly run: (payload: unknown, run: JobRun) => Promise<void>;
}

/** A job with the code that does it. It may be run more than once: a crash after the work counts as not done. */
export const handleJob = <Shape extends z.ZodType>(
  definition: Job<Shape>,
  run: (payload: z.output<Shape>, run: JobRun) => Promise<void>,
  cron?: string,
): JobHandler => ({
  job: definition,
  run: (payload, context) => run(definition.payload.parse(payload), context),
  ...(cron === undefined ? {} : { cron }),
});
