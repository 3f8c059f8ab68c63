import type { Setting } from '@xinglin/kernel/setting';
import { chargingSettings } from './modules/charging/index.ts';
import { policySettings } from './modules/decision-support/index.ts';
import { dispensingSettings } from './modules/dispensing/index.ts';
import { emrSettings } from './modules/emr/index.ts';
import { patientsSettings } from './modules/patients/index.ts';
import { prescriptionsSettings } from './modules/prescriptions/index.ts';
import { stockSettings } from './modules/stock/index.ts';
import { visitsSettings } from './modules/visits/index.ts';
import { signInSettings } from './platform/sign-in/settings.ts';

/** Every setting that an institution may decide. A test finds a part whose settings are not listed here. */
export const settingsOfApp: readonly Setting[] = [
  ...Object.values(signInSettings),
  ...Object.values(patientsSettings),
  ...Object.values(visitsSettings),
  ...Object.values(emrSettings),
  ...Object.values(policySettings),
  ...Object.values(prescriptionsSettings),
  ...Object.values(stockSettings),
  ...Object.values(chargingSettings),
  ...Object.values(dispensingSettings),
];
