import assert from 'node:assert/strict';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { assertNoAllergy, recordAllergy, recordFacts } from '#contract/patients/health';
import { checkPrescription, savePrescription, signPrescription } from '#contract/prescriptions';
import { type GivenItem, givenItem } from './given/prescriptions.ts';
import type { StartOptions } from './open-clinic.ts';
import type { PersonName } from './people.ts';
import { startClinic } from './start-clinic.ts';

type Sheet = OutputOf<typeof savePrescription>;
type Checked = OutputOf<typeof checkPrescription>;
export interface Draft {
  readonly sheet: Sheet;
  readonly checked: Checked;
  /** Fingerprints of everything that stops or asks. */
  readonly open: readonly string[];
}

/** A clinic with a doctor at the desk: what the tests of prescriptions start from. */
export async function startDesk(options: StartOptions = {}) {
  const clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00', ...options });
  const doctor = clinic.as('doctor');
  const drugs = new Map<string, string>();
  const drug = async (name: string): Promise<string> => {
    const known = drugs.get(name) ?? (await clinic.given.drug(name)).id;
    drugs.set(name, known);
    return known;
  };

  /** A person who was asked about allergies, in consultation, with a diagnosis. */
  const visit = async (
    given: {
      readonly patientId?: string;
      readonly allergies?: readonly RequestOf<typeof recordAllergy>['allergy'][];
      readonly facts?: readonly RequestOf<typeof recordFacts>['facts'][number]['content'][];
      readonly diagnosis?: string | null;
      readonly bornOn?: string;
      readonly sex?: 'male' | 'female';
      readonly doctor?: PersonName;
    } = {},
  ): Promise<{ visitId: string; patientId: string }> => {
    const caller = clinic.as(given.doctor ?? 'doctor');
    const { sex = 'male', bornOn = '1980-05-06' } = given;
    const patientId = given.patientId ?? (await clinic.given.patient({ sex, bornOn })).id;
    for (const allergy of given.allergies ?? []) await caller.call(recordAllergy, { patientId, allergy });
    if (!given.allergies && !given.patientId) await caller.call(assertNoAllergy, { patientId });
    const facts = (given.facts ?? []).map((content) => ({ content }));
    if (facts.length > 0) await caller.call(recordFacts, { patientId, facts });
    const { visitId } = await clinic.given.visit({ patientId, doctor: given.doctor ?? 'doctor' });
    if (given.diagnosis !== null) await clinic.given.diagnosis(visitId, given.diagnosis, given.doctor);
    return { visitId, patientId };
  };

  /** A saved sheet and what the check says about it. Items by name of the drug. */
  const draft = async (
    visitId: string,
    items: readonly (Omit<GivenItem, 'drugId'> & { readonly drug: string })[],
    kind: Sheet['kind'] = 'ordinary',
  ): Promise<Draft> => {
    const lines: RequestOf<typeof savePrescription>['items'] = [];
    for (const { drug: name, ...item } of items) lines.push(givenItem({ ...item, drugId: await drug(name) }));
    const prescriptionId = newId();
    const sheet = await doctor.call(savePrescription, { prescriptionId, version: 0, visitId, kind, items: lines });
    const checked = await doctor.call(checkPrescription, { prescriptionId, visitId, kind, items: lines });
    const open = [
      ...checked.result.alerts.filter(({ level }) => level !== 'note'),
      ...checked.result.notChecked.filter(({ ask }) => ask),
    ].map(({ fingerprint }) => fingerprint);
    return { sheet, checked, open };
  };

  const sign = (
    { sheet, open }: Draft,
    more: Partial<RequestOf<typeof signPrescription>> = {},
    options: { readonly key?: string } = {},
  ) =>
    doctor.call(
      signPrescription,
      { prescriptionId: sheet.id, version: sheet.version, seen: [...open], responses: [], ...more },
      options,
    );

  return { ...clinic, doctor, drug, visit, draft, sign };
}

/** Code and fields of a refusal. */
export async function refusal(
  work: Promise<unknown>,
): Promise<{ code: string; fields: readonly string[]; facts: object }> {
  const reason = await work.then(
    () => assert.fail('nothing was refused'),
    (error: unknown) => error,
  );
  assert.ok(reason instanceof DomainError, String((reason as Error).stack));
  return { code: reason.code, fields: reason.fields.map(({ path }) => path), facts: reason.facts };
}
