import type { InstantText } from '@xinglin/kernel/shapes';
import type {
  Channel,
  Grade,
  Outcome,
  PayerKind,
  Preference,
  RegistrationKind,
  ScreeningOutcome,
  Session,
  VisitNature,
  VisitState,
} from '../contract.ts';

/** One visit as the module keeps it. Moments are ISO text in UTC, `visitedOn` the calendar date at the institution. */
export interface Visit {
  readonly id: string;
  readonly number: string;
  readonly patientId: string;
  readonly departmentId: string;
  /** Whom the person asked for at registration; nobody in particular when undefined. */
  readonly requestedDoctorId: string | undefined;
  /** Who calls or treats now, or is asked for. */
  readonly doctorId: string | undefined;
  readonly room: string | undefined;
  readonly visitedOn: string;
  readonly session: Session;
  readonly ticket: string;
  readonly ticketNumber: number;
  readonly state: VisitState;
  readonly kind: RegistrationKind;
  readonly firstVisit: boolean;
  readonly nature: VisitNature;
  readonly emergency: boolean;
  readonly channel: Channel;
  readonly payerKind: PayerKind;
  readonly feeServiceCode: string | undefined;
  readonly preferences: readonly Preference[];
  readonly grade: Grade | undefined;
  readonly screeningOutcome: ScreeningOutcome | undefined;
  /** Blood pressure measured in this visit. */
  readonly bloodPressureTaken: boolean;
  readonly outcome: Outcome | undefined;
  readonly registeredAt: InstantText;
  readonly waitingSince: InstantText | undefined;
  readonly calledAt: InstantText | undefined;
  readonly startedAt: InstantText | undefined;
  readonly finishedAt: InstantText | undefined;
  readonly timesCalled: number;
  /** Count of calls in the department from which a passed person comes up again. */
  readonly backAtCall: number | undefined;
  /** Number of steps taken; the next one gets this + 1. */
  readonly steps: number;
}
