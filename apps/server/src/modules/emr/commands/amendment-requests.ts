import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import type { decideAmendment, requestAmendment, waitingAmendments } from '../contract.ts';
import { isLocked } from '../core/access.ts';
import { requestLife } from '../core/life.ts';
import type { EmrParts } from '../parts.ts';
import type { RequestRow } from '../request-rows.ts';
import { approvalValidHours } from '../settings.ts';
import { requestView } from '../view.ts';

export const requestAmendmentHandler =
  (parts: EmrParts): Handler<typeof requestAmendment> =>
  async (tx, { visitId, reason }, { actor, now }) => {
    const note = await parts.rows.current(tx, visitId);
    if (!note) throw new DomainError('not-found', 'emr.no-note');
    if (note.doctorId !== actor.staffId) throw new DomainError('forbidden', 'emr.not-your-note');
    if (note.state !== 'signed' || !isLocked(note, now)) throw new DomainError('conflict', 'emr.not-locked');
    // An approval that ran out stands in the way of nothing.
    const latest = await parts.requests.latest(tx, note.id);
    if (latest?.state === 'approved' && requestView(latest, now).state === 'expired') {
      await parts.requests.close(tx, latest.id, 'expired');
    }
    const id = newId(now.epochMilliseconds);
    const made = { id, noteId: note.id, reason, by: actor.staffId, at: now.toString() };
    if (!(await parts.requests.insert(tx, made))) throw new DomainError('conflict', 'emr.request-open');
    return { patientId: note.patientId, request: requestView(await requireRequest(parts, tx, id), now) };
  };

export const decideAmendmentHandler =
  (parts: EmrParts): Handler<typeof decideAmendment> =>
  async (tx, { requestId, approve, reason }, { actor, now }) => {
    const request = await requireRequest(parts, tx, requestId);
    if (request.requestedBy === actor.staffId) throw new DomainError('forbidden', 'emr.own-request');
    const state = requestLife.step(request.state, approve ? 'approve' : 'refuse');
    if (!approve && reason === undefined) {
      throw new DomainError('invalid', 'emr.refusal-reason', {}, [{ path: 'reason', code: 'input.required' }]);
    }
    const hours = await parts.institutions.setting(tx, approvalValidHours);
    const decided = await parts.requests.decide(tx, {
      id: requestId,
      state: state === 'approved' ? 'approved' : 'refused',
      by: actor.staffId,
      at: now.toString(),
      reason,
      validUntil: approve ? now.add({ hours }).toString() : undefined,
    });
    if (decided === 0) throw new DomainError('conflict', 'emr.request-decided');
    return { patientId: request.patientId, request: requestView(await requireRequest(parts, tx, requestId), now) };
  };

export const waitingAmendmentsHandler =
  (parts: EmrParts): Handler<typeof waitingAmendments> =>
  async (tx, _, { now }) => ({
    requests: (await parts.requests.waiting(tx)).map((row) => requestView(row, now)),
  });

async function requireRequest(parts: EmrParts, tx: Tx, id: string): Promise<RequestRow> {
  const request = await parts.requests.byId(tx, id);
  if (!request) throw new DomainError('not-found', 'emr.no-such-request');
  return request;
}
