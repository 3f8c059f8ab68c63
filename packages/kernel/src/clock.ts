/** Time is handed in, so that a test can stand on 29 February and a rule never reads the wall by itself. */
export interface Clock {
  now(): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** A clock for tests: stands still until moved. */
export function manualClock(start: string): Clock & { advance(by: Temporal.DurationLike): void } {
  let current = Temporal.Instant.from(start);
  return {
    now: () => current,
    advance: (by) => {
      current = current.toZonedDateTimeISO('UTC').add(by).toInstant();
    },
  };
}

/** All institutions keep Beijing time, also where the sun does not. */
export const INSTITUTION_ZONE = 'Asia/Shanghai';

/** The calendar date at the institution. */
export const dateAtInstitution = (moment: Temporal.Instant): Temporal.PlainDate =>
  moment.toZonedDateTimeISO(INSTITUTION_ZONE).toPlainDate();

/** First moment of a calendar date at the institution. */
export const startOfDate = (date: Temporal.PlainDate): Temporal.Instant =>
  date.toZonedDateTime(INSTITUTION_ZONE).toInstant();

/** Whole years lived on `on`. Born on 29 February: a year older on 1 March in common years. */
export const ageInYears = (bornOn: Temporal.PlainDate, on: Temporal.PlainDate): number => {
  const years = on.year - bornOn.year;
  const hadBirthday = on.month > bornOn.month || (on.month === bornOn.month && on.day >= bornOn.day);
  return hadBirthday ? years : years - 1;
};

/** Whole months lived on `on`. */
export const ageInMonths = (bornOn: Temporal.PlainDate, on: Temporal.PlainDate): number => {
  const months = (on.year - bornOn.year) * 12 + on.month - bornOn.month;
  return on.day >= bornOn.day ? months : months - 1;
};

export const ageInDays = (bornOn: Temporal.PlainDate, on: Temporal.PlainDate): number =>
  bornOn.until(on, { largestUnit: 'days' }).days;
