import type { Session } from '../contract.ts';

/** Hours at which the afternoon and the night begin, by the clock of the institution. */
export interface SessionHours {
  readonly afternoonFrom: number;
  readonly nightFrom: number;
  readonly morningFrom: number;
}

export function sessionAt(moment: Temporal.ZonedDateTime, hours: SessionHours): Session {
  if (moment.hour >= hours.nightFrom || moment.hour < hours.morningFrom) return 'night';
  return moment.hour >= hours.afternoonFrom ? 'afternoon' : 'morning';
}

/** "A003": the letters of the department, then at least three digits. */
export const ticketText = (prefix: string, number: number): string => `${prefix}${String(number).padStart(3, '0')}`;

/** 0 → A, 25 → Z, 26 → AA. The letters I and O are left out, because a board shows them like 1 and 0. */
export function ticketPrefix(index: number): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
  const letter = letters[index % letters.length] ?? 'A';
  return index < letters.length ? letter : ticketPrefix(Math.floor(index / letters.length) - 1) + letter;
}
