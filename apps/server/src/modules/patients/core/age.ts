import { ageInDays, ageInMonths, ageInYears, dateAtInstitution } from '@xinglin/kernel/clock';
import type { Age } from '../contract.ts';

interface Birth {
  readonly bornOn: string | undefined;
  readonly bornAt: string | undefined;
  readonly bornOnIsEstimate: boolean;
}

/**
 * Age as it is written in records: hours on the first day of life (when the moment is known), days up to one month,
 * months and days up to one year, years and months up to six, then years. An estimated birth date gives years only.
 * Empty when nothing is known or the birth lies in the future. Source of the steps: usual practice, no norm.
 */
export function ageOf({ bornOn, bornAt, bornOnIsEstimate }: Birth, now: Temporal.Instant): Age {
  if (bornOn === undefined) return [];
  const birth = Temporal.PlainDate.from(bornOn);
  const today = dateAtInstitution(now);
  if (Temporal.PlainDate.compare(birth, today) > 0) return [];
  const years = ageInYears(birth, today);
  if (bornOnIsEstimate || years >= 6) return [{ value: years, unit: 'year' }];
  if (bornAt !== undefined) {
    const hours = Math.floor((now.epochMilliseconds - Temporal.Instant.from(bornAt).epochMilliseconds) / 3_600_000);
    if (hours >= 0 && hours < 24) return [{ value: hours, unit: 'hour' }];
  }
  const months = ageInMonths(birth, today);
  if (months < 1) return [{ value: ageInDays(birth, today), unit: 'day' }];
  const rest = ageInDays(birth.add({ months }), today);
  if (years < 1)
    return [{ value: months, unit: 'month' as const }, ...(rest > 0 ? [{ value: rest, unit: 'day' as const }] : [])];
  const restMonths = months - years * 12;
  return [
    { value: years, unit: 'year' as const },
    ...(restMonths > 0 ? [{ value: restMonths, unit: 'month' as const }] : []),
  ];
}
