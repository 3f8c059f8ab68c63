import type { Age } from '../../patients/contract.ts';
import type { WorkedItem } from '../../prescriptions/contract.ts';

const ageUnits = { year: '岁', month: '月', day: '天', hour: '小时' } as const;

/** "34岁", "3岁2月"; empty when the birth date is not known. For paper, so in Chinese. */
export const ageText = (age: Age): string => age.map(({ value, unit }) => `${value}${ageUnits[unit]}`).join('');

/** "每次0.5g，口服，一日三次，共3天" as on label and sheet. For paper, so in Chinese. */
export function usageText(item: WorkedItem): string {
  const { singleDose, doseUnit, routeName, frequencyName, maxTimesPerDay, days, instructions } = item;
  const most = maxTimesPerDay === undefined ? undefined : `每日最多${maxTimesPerDay}次`;
  return [`每次${singleDose}${doseUnit}`, routeName, frequencyName, most, `共${days}天`, instructions]
    .filter((part) => part !== undefined && part !== '')
    .join('，');
}
