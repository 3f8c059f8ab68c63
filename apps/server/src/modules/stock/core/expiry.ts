/**
 * How near the end of use is, by warning limits in whole months: 'expired' after the last day of use, the smallest
 * limit that the end falls within ('1', '3' …), or 'far'. Dates are YYYY-MM-DD.
 * Source of the limits 12/6/3/1: domain rules of the stock model; institutions may set others.
 */
export function expiryLevelOf(expiresOn: string, today: string, warningMonths: readonly number[]): string {
  if (expiresOn < today) return 'expired';
  const day = Temporal.PlainDate.from(today);
  const level = [...warningMonths].sort((a, b) => a - b).find((months) => expiresOn <= day.add({ months }).toString());
  return level === undefined ? 'far' : String(level);
}

/** Days from today to the last day of use; negative when it has passed. */
export const daysLeft = (expiresOn: string, today: string): number =>
  Temporal.PlainDate.from(today).until(Temporal.PlainDate.from(expiresOn), { largestUnit: 'days' }).days;

/** The last day of an "expires within n months" question. */
export const monthsFrom = (today: string, months: number): string =>
  Temporal.PlainDate.from(today).add({ months }).toString();
