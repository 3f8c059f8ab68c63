import type { Setting } from '@xinglin/kernel/setting';
import { patientsSettings } from './modules/patients/index.ts';
import { signInSettings } from './platform/sign-in/settings.ts';

/** Every setting that an institution may decide. A test finds a part whose settings are not listed here. */
export const settingsOfApp: readonly Setting[] = [
  ...Object.values(signInSettings),
  ...Object.values(patientsSettings),
];
