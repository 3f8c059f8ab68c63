import type { AllergyIntolerance, ContactPoint, Identifier, Patient, PatientLink } from '@medplum/fhirtypes';
import { maskPhone, maskResidentId } from '@xinglin/kernel/resident-id';
import { documentTypeCode } from './core/documents.ts';
import type { Allergy, AllergyInput } from './health/contract.ts';
import type { StoredDocument } from './rows/document-rows.ts';
import type { PatientEntry } from './rows/patient-rows.ts';

const PATIENT_NUMBER_SYSTEM = 'urn:xinglin:patient-number';
/** Object identifier under which resident identity numbers are exchanged in health systems (WS/T 500 practice). */
const RESIDENT_ID_SYSTEM = 'urn:oid:2.16.156.10011.1.3';
const documentSystem = (kind: string): string =>
  kind === 'resident-id' ? RESIDENT_ID_SYSTEM : `urn:xinglin:document:${kind}`;

const identifierOf = ({ kind, number }: StoredDocument): Identifier => ({
  use: 'official',
  system: documentSystem(kind),
  value: number,
  type: { coding: [{ system: 'urn:xinglin:cv02.01.101', code: documentTypeCode(kind) }] },
});

/** GB/T 2261.2 to HL7 v3 MaritalStatus. */
const maritalCodes: Readonly<Record<string, { code: string; display: string }>> = {
  '10': { code: 'S', display: 'Never Married' },
  '20': { code: 'M', display: 'Married' },
  '21': { code: 'M', display: 'Married' },
  '22': { code: 'M', display: 'Married' },
  '23': { code: 'M', display: 'Married' },
  '30': { code: 'W', display: 'Widowed' },
  '40': { code: 'D', display: 'Divorced' },
  '90': { code: 'UNK', display: 'unknown' },
};

export interface PatientOnRecord {
  readonly entry: PatientEntry;
  readonly documents: readonly StoredDocument[];
  readonly villageName: string | undefined;
  /** Entries merged into this one. */
  readonly absorbedIds: readonly string[];
}

/** FHIR R4 Patient. A merged entry is inactive and points to the one that replaced it. */
export function patientResource({ entry, documents, villageName, absorbedIds }: PatientOnRecord): Patient {
  const { demographics: person } = entry;
  const links: PatientLink[] = [
    ...(entry.mergedInto === undefined
      ? []
      : [{ type: 'replaced-by' as const, other: { reference: `Patient/${entry.mergedInto}` } }]),
    ...absorbedIds.map((id) => ({ type: 'replaces' as const, other: { reference: `Patient/${id}` } })),
  ];
  const marital = person.maritalStatus === undefined ? undefined : maritalCodes[person.maritalStatus];
  const addressText = [person.address?.region, villageName, person.address?.detail].filter(Boolean).join('');
  return {
    resourceType: 'Patient',
    id: entry.id,
    active: entry.mergedInto === undefined,
    identifier: [
      { use: 'usual', system: PATIENT_NUMBER_SYSTEM, value: entry.number },
      ...documents.filter(({ patientId }) => patientId === entry.id).map(identifierOf),
    ],
    name: [{ use: entry.temporary === undefined ? 'official' : 'temp', text: person.name }],
    gender: person.sex,
    ...(person.bornOn === undefined
      ? {}
      : { birthDate: person.bornOnIsEstimate ? person.bornOn.slice(0, 4) : person.bornOn }),
    ...(person.deceasedOn === undefined ? {} : { deceasedDateTime: person.deceasedOn }),
    ...(person.phone === undefined ? {} : { telecom: [{ system: 'phone' as const, value: person.phone }] }),
    ...(addressText === '' ? {} : { address: [{ use: 'home' as const, text: addressText }] }),
    ...(marital === undefined
      ? {}
      : {
          maritalStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', ...marital }],
          },
        }),
    ...(person.contact === undefined
      ? {}
      : {
          contact: [
            {
              name: { text: person.contact.name },
              ...(person.contact.relation === undefined
                ? {}
                : { relationship: [{ coding: [{ system: 'urn:xinglin:gbt-4761', code: person.contact.relation }] }] }),
              ...(person.contact.phone === undefined
                ? {}
                : { telecom: [{ system: 'phone' as const, value: person.contact.phone }] }),
            },
          ],
        }),
    ...(links.length === 0 ? {} : { link: links }),
    ...(person.ethnicity === undefined
      ? {}
      : {
          extension: [
            { url: 'urn:xinglin:ethnicity', valueCoding: { system: 'urn:xinglin:gbt-3304', code: person.ethnicity } },
          ],
        }),
  };
}

/**
 * The Patient without what only a purpose opens: numbers of documents and phones are masked, the address is left out.
 * The patient number, printed on every card, stays.
 */
export function maskedPatient({ address: _, ...patient }: Patient): Patient {
  const masked = (points: readonly ContactPoint[]) =>
    points.map((point) => (point.value === undefined ? point : { ...point, value: maskPhone(point.value) }));
  return {
    ...patient,
    meta: { ...patient.meta, security: [...(patient.meta?.security ?? []), MASKED] },
    ...(patient.identifier && {
      identifier: patient.identifier.map((one) =>
        one.value === undefined || one.system === PATIENT_NUMBER_SYSTEM
          ? one
          : { ...one, value: maskResidentId(one.value) },
      ),
    }),
    ...(patient.telecom && { telecom: masked(patient.telecom) }),
    ...(patient.contact && {
      contact: patient.contact.map((one) => ({ ...one, ...(one.telecom && { telecom: masked(one.telecom) }) })),
    }),
  };
}

/** HL7 v3 ObservationValue: some of the content is hidden from this reader. */
const MASKED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'MASKED' };

const clinicalCode = (status: Allergy['status']) => (status === 'active' ? 'active' : 'inactive');
const verificationCode = ({ status, certainty }: Allergy): string => {
  if (status === 'active') return certainty === 'confirmed' ? 'confirmed' : 'unconfirmed';
  return status;
};
const severities: Partial<Record<AllergyInput['severity'], 'mild' | 'moderate' | 'severe'>> = {
  mild: 'mild',
  moderate: 'moderate',
  severe: 'severe',
  'severe-immediate': 'severe',
};

/** The house itself (imports, jobs) is no practitioner. */
const recorderOf = (staffId: string) =>
  staffId === 'platform' ? {} : { recorder: { reference: `Practitioner/${staffId}` } };

/** FHIR R4 AllergyIntolerance. An entry struck out has no clinical status (invariant ait-2). */
export function allergyResource(allergy: Allergy): AllergyIntolerance {
  const { substance } = allergy;
  const severity = severities[allergy.severity];
  const coding =
    substance.kind === 'other'
      ? []
      : [
          {
            system: substance.kind === 'class' ? 'urn:xinglin:allergy-class' : 'urn:xinglin:generic-drug',
            code: substance.key,
            display: substance.display,
          },
        ];
  return {
    resourceType: 'AllergyIntolerance',
    id: allergy.id,
    ...(allergy.status === 'entered-in-error'
      ? {}
      : {
          clinicalStatus: {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
                code: clinicalCode(allergy.status),
              },
            ],
          },
        }),
    verificationStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
          code: verificationCode(allergy),
        },
      ],
    },
    type: allergy.type,
    category: [allergy.category],
    criticality: allergy.severity === 'unknown' ? 'unable-to-assess' : severity === 'severe' ? 'high' : 'low',
    code: { ...(coding.length === 0 ? {} : { coding }), text: substance.display },
    patient: { reference: `Patient/${allergy.patientId}` },
    recordedDate: allergy.recordedAt,
    ...recorderOf(allergy.recordedBy),
    ...(allergy.happenedOn === undefined ? {} : { onsetDateTime: allergy.happenedOn }),
    ...(allergy.reaction === undefined && severity === undefined
      ? {}
      : {
          reaction: [
            {
              manifestation: [{ text: allergy.reaction ?? '未记录' }],
              ...(severity === undefined ? {} : { severity }),
            },
          ],
        }),
  };
}

/** "No known allergy" on the record: SNOMED CT is not used, so the statement is a code of our own. */
export const noAllergyResource = (
  patientId: string,
  statementId: string,
  at: string,
  by: string,
): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  id: statementId,
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
  verificationStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', code: 'confirmed' }],
  },
  code: {
    coding: [{ system: 'urn:xinglin:allergy-statement', code: 'no-known-allergy', display: '无已知过敏' }],
    text: '无已知过敏',
  },
  patient: { reference: `Patient/${patientId}` },
  recordedDate: at,
  ...recorderOf(by),
});
