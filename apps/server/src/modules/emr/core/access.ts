import type { ErrorCode } from '@xinglin/kernel/domain-error';
import type { VisitState } from '../../visits/contract.ts';
import type { NoteState } from '../contract.ts';

/** In these states the doctor has the patient, or has sent the patient for tests and waits. */
const WRITING_STATES: readonly VisitState[] = ['in-consultation', 'held'];

interface Situation {
  readonly visit: { readonly state: VisitState; readonly doctorId: string | undefined };
  readonly note: { readonly state: NoteState } | undefined;
  readonly staffId: string;
}

/** Why this person may not write the draft now; undefined when nothing stands against it. */
export function whyNotWrite({ visit, note, staffId }: Situation): ErrorCode | undefined {
  if (visit.doctorId !== staffId) return 'emr.not-your-visit';
  if (note?.state === 'signed') return 'emr.signed-already';
  return WRITING_STATES.includes(visit.state) ? undefined : 'emr.visit-not-open';
}

interface SignedNote {
  readonly state: NoteState;
  readonly doctorId: string;
  readonly locksAt: string | undefined;
}
interface OpenRequest {
  readonly state: string;
  readonly validUntil: string | undefined;
}

export const isLocked = ({ locksAt }: Pick<SignedNote, 'locksAt'>, now: Temporal.Instant): boolean =>
  locksAt !== undefined && Temporal.Instant.compare(now, Temporal.Instant.from(locksAt)) >= 0;

/** An approved request that has not run out. */
export const isUsable = (request: OpenRequest | undefined, now: Temporal.Instant): boolean =>
  request?.state === 'approved' &&
  request.validUntil !== undefined &&
  Temporal.Instant.compare(now, Temporal.Instant.from(request.validUntil)) < 0;

/** Why this person may not amend or void the signed note now. The visit may be finished long since. */
export function whyNotAmend(
  note: SignedNote,
  request: OpenRequest | undefined,
  staffId: string,
  now: Temporal.Instant,
): ErrorCode | undefined {
  if (note.state !== 'signed') return 'emr.not-signed';
  if (note.doctorId !== staffId) return 'emr.not-your-note';
  return isLocked(note, now) && !isUsable(request, now) ? 'emr.locked' : undefined;
}
