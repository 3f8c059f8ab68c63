import { residentIdCheck } from '../../packages/kernel/src/resident-id.ts';

export interface MadeUpPerson {
  readonly name: string;
  /** 18 characters with a right check character; the area 990101 belongs to no real place. */
  readonly residentId: string;
  readonly phone: string;
  readonly ageYears: number;
}

/**
 * A woman of some forty years whom no house has seen before. Birthday and sequence come from the clock, so that a
 * journey can be taken twice in a house that keeps running.
 */
export function madeUpPerson(nowMs: number): MadeUpPerson {
  const step = Math.floor(nowMs / 1_000);
  const born = new Date(Date.UTC(1984, 0, 1 + (step % 330)));
  const birthday = born.toISOString().slice(0, 10).replaceAll('-', '');
  // An even last digit of the sequence says that she is a woman.
  const sequence = String((Math.floor(step / 330) % 499) * 2 + 2).padStart(3, '0');
  const body = `990101${birthday}${sequence}`;
  const now = new Date(nowMs);
  const hadBirthday = now.getUTCMonth() * 31 + now.getUTCDate() >= born.getUTCMonth() * 31 + born.getUTCDate();
  return {
    name: '林晓青',
    residentId: body + residentIdCheck(body),
    phone: `139${String(step % 100_000_000).padStart(8, '0')}`,
    ageYears: now.getUTCFullYear() - born.getUTCFullYear() - (hadBirthday ? 0 : 1),
  };
}
