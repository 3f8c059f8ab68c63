/**
 * A date as it stands on a pack: 2027-11-30, 20271130, 2027.11.30, 271130, and with the month alone 2027-11, 202711.
 * A month alone means its last day for an expiry (有效期至2027年11月) and its first day for a production date.
 * @returns YYYY-MM-DD, or undefined when it is no date.
 */
export function readDate(typed: string, month: 'first-day' | 'last-day'): string | undefined {
  const digits = typed.trim().replace(/[年月日./\s-]+/g, '');
  const match = /^(\d{4})(\d{2})(\d{2})?$/.exec(
    digits.length === 6 && !/^(19|20)/.test(digits) ? `20${digits}` : digits,
  );
  if (!match) return undefined;
  const [, year = '', monthText = '', day] = match;
  const last = new Date(Date.UTC(Number(year), Number(monthText), 0)).getUTCDate();
  if (Number(monthText) < 1 || Number(monthText) > 12) return undefined;
  const chosen = day ?? (month === 'last-day' ? String(last) : '01');
  if (Number(chosen) < 1 || Number(chosen) > last) return undefined;
  return `${year}-${monthText}-${chosen}`;
}

/** Whether fewer than so many whole months are left until the last day of use. Dates are YYYY-MM-DD. */
export function endsWithin(expiresOn: string, today: string, months: number): boolean {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const lastOfTarget = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const limit = new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastOfTarget))).toISOString().slice(0, 10);
  return expiresOn < limit;
}
