import type { RequestOf } from '@xinglin/kernel/operation';
import type { triageVisit, VitalSign } from '@xinglin/server/contract/visits';

export type { VitalSign };
export type RequestedVitalSigns = NonNullable<RequestOf<typeof triageVisit>['vitalSigns']>;
export type Measurement = NonNullable<RequestedVitalSigns['temperature']>;
export type RequestedScreening = NonNullable<RequestOf<typeof triageVisit>['screening']>;
