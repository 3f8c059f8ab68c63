import type { InstantText } from '@xinglin/kernel/shapes';
import type { Statements } from '../database/db.ts';
import type { LockRule } from './settings.ts';

export interface Attempt {
  /** Whether this attempt may be looked at; a locked one may not, right or wrong. */
  readonly isAllowed: boolean;
  readonly lockedUntil: InstantText | undefined;
}

/**
 * Counts an attempt before it is looked at, so that a hundred guesses sent at once are still only as many as the rule
 * allows. A right one takes the count back with `forgive`. The lock falls with the last allowed attempt and is not
 * made longer by trying on.
 * @param subject keyed hash of what is tried (`password:…`, `code:…`).
 */
export async function countAttempt(
  statements: Statements,
  subject: Buffer,
  now: InstantText,
  rule: LockRule,
): Promise<Attempt> {
  const row = await statements.one<{ failures: number; locked_until: InstantText | null }>(
    `insert into sign_in.failure as f (subject, failures, counted_from) values ($1, 1, $2)
     on conflict (subject) do update set
       failures = case when f.locked_until > $2 then f.failures + 1
                       when f.locked_until is not null or f.counted_from <= $2::timestamptz - make_interval(mins => $4)
                       then 1 else f.failures + 1 end,
       counted_from = case when f.locked_until > $2 then f.counted_from
                           when f.locked_until is not null or f.counted_from <= $2::timestamptz - make_interval(mins => $4)
                           then $2 else f.counted_from end,
       locked_until = case when f.locked_until > $2 then f.locked_until
                           when f.locked_until is null and f.failures + 1 >= $3
                                and f.counted_from > $2::timestamptz - make_interval(mins => $4)
                           then $2::timestamptz + make_interval(mins => $5) end
     returning failures, locked_until`,
    [subject, now, rule.failures, rule.withinMinutes, rule.lockMinutes],
  );
  return { isAllowed: row.failures <= rule.failures, lockedUntil: row.locked_until ?? undefined };
}

/** The attempt was right, or an administrator opened the lock. */
export const forgive = (statements: Statements, subjects: readonly Buffer[]) =>
  statements.run('delete from sign_in.failure where subject = any($1::bytea[])', [subjects]);

/** Counts of yesterday mean nothing; names that were never accounts must not pile up. */
export const dropOldFailures = (statements: Statements, now: InstantText) =>
  statements.run(
    `delete from sign_in.failure
     where counted_from < $1::timestamptz - interval '1 day' and coalesce(locked_until, counted_from) < $1`,
    [now],
  );

/** The locks among `subjects` that hold now. */
export const heldLocks = async (statements: Statements, subjects: readonly Buffer[], now: InstantText) =>
  statements.many<{ subject: Buffer; locked_until: InstantText }>(
    'select subject, locked_until from sign_in.failure where subject = any($1::bytea[]) and locked_until > $2',
    [subjects, now],
  );
