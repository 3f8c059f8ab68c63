import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { copyPrescription as operation } from '../contract.ts';
import { readSheet } from '../own-sheet.ts';
import type { PrescriptionsParts } from '../parts.ts';
import { savePrescription } from './save-prescription.ts';

/** A new draft in the visit, with the lines of an earlier sheet of the same person; worked out with today's prices. */
export const copyPrescription = (parts: PrescriptionsParts) => {
  const save = savePrescription(parts);
  return async (
    tx: Tx,
    { prescriptionId, visitId }: InputOf<typeof operation>,
    context: Context,
  ): Promise<OutputOf<typeof operation>> => {
    const [source, visit] = await Promise.all([readSheet(parts, tx, prescriptionId), parts.visits.visit(tx, visitId)]);
    const entries = await parts.patients.entriesOf(tx, visit.patientId);
    if (!entries.includes(source.patientId)) {
      throw new DomainError('rule', 'prescriptions.of-other-patient');
    }
    const items = source.lines.map(({ asked }) => ({ ...asked, id: newId() }));
    return save(tx, { prescriptionId: newId(), version: 0, visitId, kind: source.kind, items }, context);
  };
};
