import { DomainError } from '@xinglin/kernel/domain-error';
import { type Actor, isAllowedIn } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { StoredSheet } from './core/line.ts';
import type { VisitFacts } from './needs.ts';
import type { PrescriptionsParts } from './parts.ts';

/** Moments as the contract carries them. */
export const instantText = (moment: Temporal.Instant): string =>
  moment.round({ smallestUnit: 'millisecond' }).toString({ fractionalSecondDigits: 3 });

/**
 * The visit a doctor may prescribe in: open, and the doctor's own.
 * @throws DomainError 'forbidden' for another department or doctor, 'conflict' when the visit is not open.
 */
export function requireOwnVisit(visit: VisitFacts, actor: Actor, permission: string): void {
  if (!isAllowedIn(actor, permission, visit.departmentId)) {
    throw new DomainError('forbidden', 'prescriptions.not-your-department', { permission });
  }
  if (visit.doctorId !== actor.staffId) throw new DomainError('forbidden', 'prescriptions.visit-of-other-doctor');
  if (visit.state !== 'in-consultation' && visit.state !== 'held') {
    throw new DomainError('conflict', 'prescriptions.visit-not-open', { state: visit.state });
  }
}

/** @throws DomainError 'forbidden' for the sheet of another doctor. */
export function requireOwnSheet(sheet: StoredSheet, actor: Actor): void {
  if (sheet.doctorId !== actor.staffId) throw new DomainError('forbidden', 'prescriptions.of-other-doctor');
}

/** @throws DomainError 'not-found'. */
export async function lockSheet({ sheets }: PrescriptionsParts, tx: Tx, id: string): Promise<StoredSheet> {
  return (await sheets.lock(tx, id)) ?? notFound();
}

/** @throws DomainError 'not-found'. */
export async function readSheet({ sheets }: PrescriptionsParts, tx: Tx, id: string): Promise<StoredSheet> {
  return (await sheets.find(tx, id)) ?? notFound();
}

/** The visit of a sheet; never changes, so it needs no lock. @throws DomainError 'not-found'. */
export async function visitOf({ sheets }: PrescriptionsParts, tx: Tx, id: string): Promise<string> {
  return (await sheets.visitOf(tx, id)) ?? notFound();
}

function notFound(): never {
  throw new DomainError('not-found', 'prescriptions.not-found');
}

/** @throws DomainError 'conflict' when the screen shows an older version than the one that is kept. */
export function requireVersion(sheet: StoredSheet, version: number): void {
  if (sheet.version !== version) {
    throw new DomainError('conflict', 'prescriptions.changed-elsewhere', { version: sheet.version });
  }
}
