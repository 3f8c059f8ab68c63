import { newId } from '@xinglin/kernel/ids';
import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { saveNote } from '#contract/emr';
import { checkPrescription, savePrescription, signPrescription } from '#contract/prescriptions';
import type { Clinic } from '../clinic.ts';
import type { PersonName } from '../people.ts';

type Item = RequestOf<typeof savePrescription>['items'][number];
export type GivenItem = Partial<Item> & Pick<Item, 'drugId'>;

export interface GivenSheet {
  readonly visitId: string;
  readonly items: readonly GivenItem[];
  readonly kind?: RequestOf<typeof savePrescription>['kind'];
  readonly doctor?: PersonName;
}

/** A line of 500 mg three times a day by mouth for three days, unless something else is given. */
export const givenItem = (item: GivenItem): Item => ({
  id: newId(),
  singleDose: '500',
  doseUnit: 'mg',
  route: 'PO',
  frequency: 'tid',
  days: 3,
  ...item,
});

/** Sheets written by the same operations that doctors use. */
export const givenPrescriptions = (clinic: Clinic) => ({
  /** A note with one main diagnosis: what a sheet must rest on. */
  diagnosis: async (visitId: string, code = 'J06.900', doctor: PersonName = 'doctor') => {
    const content = { visitType: 'first' as const, sections: {}, diagnoses: [{ code, isMain: true }] };
    return clinic.as(doctor).call(saveNote, { visitId, version: 0, content });
  },
  draft: async ({ visitId, items, kind = 'ordinary', doctor = 'doctor' }: GivenSheet) =>
    clinic.as(doctor).call(savePrescription, {
      prescriptionId: newId(),
      version: 0,
      visitId,
      kind,
      items: items.map(givenItem),
    }),
  /** A signed sheet: everything the check asks about is answered, so that only a block refuses it. */
  signedPrescription: async (given: GivenSheet): Promise<OutputOf<typeof signPrescription>> => {
    const { visitId, items, kind = 'ordinary', doctor = 'doctor' } = given;
    const caller = clinic.as(doctor);
    const prescriptionId = newId();
    const lines = items.map(givenItem);
    const draft = await caller.call(savePrescription, { prescriptionId, version: 0, visitId, kind, items: lines });
    const { result } = await caller.call(checkPrescription, { prescriptionId, visitId, kind, items: lines });
    const open = [
      ...result.alerts.filter(({ level }) => level !== 'note'),
      ...result.notChecked.filter(({ ask }) => ask),
    ].map(({ fingerprint }) => fingerprint);
    return caller.call(signPrescription, {
      prescriptionId,
      version: draft.version,
      seen: open,
      responses: open.map((fingerprint) => ({ fingerprint, code: 'other' as const, text: '试验' })),
      limitReason: { code: 'chronic-disease' },
    });
  },
});
