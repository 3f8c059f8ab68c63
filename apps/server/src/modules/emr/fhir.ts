import type { Composition, CompositionSection, Condition } from '@medplum/fhirtypes';
import type { Diagnosis, SectionName } from './contract.ts';
import type { StoredNote, StoredSignature } from './rows.ts';

/** Domain value → FHIR R4: the note is a Composition, each diagnosis a Condition of the encounter. */

const LOINC = 'http://loinc.org';

/** LOINC document section codes, checked against the C-CDA section list; titles as on the printed note. */
const sections: Readonly<Record<SectionName, { readonly code: string; readonly title: string }>> = {
  chiefComplaint: { code: '10154-3', title: '主诉' },
  presentIllness: { code: '10164-2', title: '现病史' },
  pastHistory: { code: '11348-0', title: '既往史' },
  personalHistory: { code: '29762-2', title: '个人史' },
  familyHistory: { code: '10157-6', title: '家族史' },
  physicalExamination: { code: '29545-1', title: '体格检查' },
  auxiliaryResults: { code: '30954-2', title: '辅助检查' },
  plan: { code: '18776-5', title: '处理' },
  advice: { code: '69730-0', title: '医嘱与健康指导' },
};

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // Characters that XML 1.0 does not allow at all; a pasted one must not make the record unreadable.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('\n', '<br/>');

const narrative = (text: string): NonNullable<CompositionSection['text']> => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${escaped(text)}</p></div>`,
});

const diagnosisText = ({ display, words, certainty }: Diagnosis): string =>
  `${display}${words === undefined ? '' : `（${words}）`}${certainty === 'suspected' ? '？' : ''}`;

export interface NoteOnRecord {
  readonly note: StoredNote;
  readonly signature: StoredSignature;
  /** Diagnoses of the version before that are no longer in the note. */
  readonly dropped: readonly Diagnosis[];
}

export function compositionResource({ note, signature }: Omit<NoteOnRecord, 'dropped'>): Composition {
  const { content } = note;
  const written = (Object.keys(sections) as SectionName[]).flatMap((name): CompositionSection[] => {
    const text = content.sections[name];
    if (text === undefined) return [];
    const { code, title } = sections[name];
    return [{ title, code: { coding: [{ system: LOINC, code }] }, text: narrative(text) }];
  });
  const assessment: CompositionSection = {
    title: '诊断',
    code: { coding: [{ system: LOINC, code: '51848-0' }] },
    text: narrative(content.diagnoses.map((one, index) => `${index + 1}. ${diagnosisText(one)}`).join('\n')),
    entry: content.diagnoses.map(({ id }) => ({ reference: `Condition/${id}` })),
  };
  const state = note.state === 'void' ? 'entered-in-error' : signature.reason === undefined ? 'final' : 'amended';
  const author = { reference: `Practitioner/${signature.signedBy}`, display: signature.signerName };
  return {
    resourceType: 'Composition',
    id: note.id,
    status: state,
    type: { coding: [{ system: LOINC, code: '34108-1', display: 'Outpatient Note' }], text: '门（急）诊病历' },
    subject: { reference: `Patient/${note.patientId}` },
    encounter: { reference: `Encounter/${note.visitId}` },
    date: signature.signedAt,
    author: [author],
    title: content.visitType === 'first' ? '门诊初诊病历' : '门诊复诊病历',
    attester: [{ mode: 'legal', time: signature.signedAt, party: author }],
    section: [...written, assessment],
  };
}

/** Every diagnosis of the note; those dropped by an amendment or a void note were entered in error. */
export function conditionResources({ note, signature, dropped }: NoteOnRecord): Condition[] {
  const inError = note.state === 'void';
  const condition = (diagnosis: Diagnosis, wrong: boolean): Condition => ({
    resourceType: 'Condition',
    id: diagnosis.id,
    ...(wrong
      ? {}
      : {
          clinicalStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
          },
        }),
    verificationStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
          code: wrong ? 'entered-in-error' : diagnosis.certainty === 'confirmed' ? 'confirmed' : 'provisional',
        },
      ],
    },
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'encounter-diagnosis' },
          ...(diagnosis.isMain ? [{ system: 'urn:xinglin:diagnosis-role', code: 'main', display: '主要诊断' }] : []),
        ],
      },
    ],
    code: {
      coding: [
        {
          system: `urn:x-xinglin:code-system:${diagnosis.system}`,
          version: diagnosis.systemVersion,
          code: diagnosis.code,
          display: diagnosis.display,
        },
      ],
      text: diagnosisText(diagnosis),
    },
    subject: { reference: `Patient/${note.patientId}` },
    encounter: { reference: `Encounter/${note.visitId}` },
    ...(diagnosis.onsetOn === undefined ? {} : { onsetDateTime: diagnosis.onsetOn }),
    recordedDate: signature.signedAt,
    asserter: { reference: `Practitioner/${signature.signedBy}` },
  });
  return [
    ...note.content.diagnoses.map((diagnosis) => condition(diagnosis, inError)),
    ...dropped.map((diagnosis) => condition(diagnosis, true)),
  ];
}
