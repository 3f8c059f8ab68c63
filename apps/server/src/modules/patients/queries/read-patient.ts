import { DomainError } from '@xinglin/kernel/domain-error';
import type { Context } from '#platform/actor';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import type { Patient, patientVersions, readPatient } from '../contract.ts';
import { allergyListOf } from '../core/allergy-list.ts';
import { maskDocument } from '../core/documents.ts';
import { currentFacts } from '../core/facts.ts';
import { maskAddress, maskContact } from '../core/masking.ts';
import { changesBetween } from '../core/versions.ts';
import type { Fact } from '../health/contract.ts';
import type { PatientsParts } from '../parts.ts';
import type { StoredFact } from '../rows/health-rows.ts';
import { type PatientEntry, present } from '../rows/patient-rows.ts';
import { summaryOf } from '../rows/summary-rows.ts';

/** @throws DomainError 'not-found' patients.not-found. */
export async function requireEntry(parts: Pick<PatientsParts, 'rows'>, tx: Tx, id: string): Promise<PatientEntry> {
  const entry = await parts.rows.read(tx, id);
  if (!entry) throw new DomainError('not-found', 'patients.not-found');
  return entry;
}

/** The entry as screens show it: identity masked. @throws DomainError patients.not-found. */
export async function patientView(
  parts: Pick<PatientsParts, 'rows' | 'summaries' | 'merges'>,
  tx: Tx,
  id: string,
  now: Temporal.Instant,
): Promise<Patient> {
  const [[listed], absorbed, documents] = await Promise.all([
    parts.summaries.list(tx, [id]),
    parts.merges.absorbed(tx, id),
    parts.rows.documents(tx, [id]),
  ]);
  if (!listed) throw new DomainError('not-found', 'patients.not-found');
  const { demographics } = listed;
  return present({
    ...summaryOf(listed, now),
    version: listed.version,
    bornAt: demographics.bornAt,
    ethnicity: demographics.ethnicity,
    maritalStatus: demographics.maritalStatus,
    occupation: demographics.occupation,
    workUnit: demographics.workUnit,
    paymentKind: demographics.paymentKind,
    villageId: demographics.villageId,
    addressMasked: maskAddress(demographics.address, listed.villageName),
    contactMasked: maskContact(demographics.contact),
    documents: documents.map((document) => ({
      id: document.id,
      kind: document.kind,
      masked: maskDocument(document.number),
    })),
    motherId: listed.motherId,
    registeredAt: listed.registeredAt,
    mergedInto: listed.survivorId,
    absorbed,
  }) as Patient;
}

export const plainFact = ({ id, content, at, source, recordedBy, recordedAt }: StoredFact): Fact => ({
  id,
  content,
  at,
  source,
  recordedBy,
  recordedAt,
});

export const readPatientHandler =
  (parts: PatientsParts): Handler<typeof readPatient> =>
  async (tx, { patientId }, { now }: Context) => {
    const ids = await parts.merges.groupOf(tx, patientId);
    const [patient, allergies, noneSaidAt, facts, membership] = await Promise.all([
      patientView(parts, tx, patientId, now),
      parts.health.allergies(tx, ids),
      parts.health.noAllergyAt(tx, ids),
      parts.health.facts(tx, ids),
      parts.households.membershipOf(tx, ids),
    ]);
    return {
      patient,
      allergies: allergyListOf(allergies, noneSaidAt),
      facts: currentFacts(facts.filter(({ struck }) => struck === undefined).map(plainFact)),
      ...(membership
        ? { household: { id: membership.householdId, number: membership.number, relation: membership.relation } }
        : {}),
    };
  };

export const patientVersionsHandler =
  (parts: PatientsParts): Handler<typeof patientVersions> =>
  async (tx, { patientId }) => {
    await requireEntry(parts, tx, patientId);
    const states = await parts.rows.versions(tx, patientId);
    const versions = states.map(({ demographics, ...version }, index) => ({
      ...version,
      changes: changesBetween(states[index - 1]?.demographics, demographics),
    }));
    return { versions: versions.reverse() };
  };
