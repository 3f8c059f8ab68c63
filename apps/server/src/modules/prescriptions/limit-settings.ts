import type { Tx } from '#platform/transaction';
import type { Limits } from './core/limits.ts';
import type { PrescriptionsNeeds } from './needs.ts';
import * as settings from './settings.ts';

export async function limitsOf({ institutions }: PrescriptionsNeeds, tx: Tx): Promise<Limits> {
  const [maxKinds, ordinary, emergency, paediatric, longestDays] = await Promise.all([
    institutions.setting(tx, settings.maxKinds),
    institutions.setting(tx, settings.maxDaysOrdinary),
    institutions.setting(tx, settings.maxDaysEmergency),
    institutions.setting(tx, settings.maxDaysPaediatric),
    institutions.setting(tx, settings.longestDays),
  ]);
  return { maxKinds, maxDays: { ordinary, emergency, paediatric }, longestDays };
}
