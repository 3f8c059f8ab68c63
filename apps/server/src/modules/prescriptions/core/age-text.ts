import { ageInDays, ageInMonths, ageInYears } from '@xinglin/kernel/clock';

/**
 * Age as a prescription carries it: years; under three years months, under one month days (处方管理办法: newborns and
 * infants in days or months). Empty when the birth date is not known.
 */
export function ageText(bornOn: string | undefined, on: Temporal.PlainDate): string {
  if (bornOn === undefined) return '';
  const born = Temporal.PlainDate.from(bornOn);
  const years = ageInYears(born, on);
  if (years >= 3) return `${years}岁`;
  const months = ageInMonths(born, on);
  if (months >= 1) return `${months}月龄`;
  return `${Math.max(ageInDays(born, on), 0)}日龄`;
}
