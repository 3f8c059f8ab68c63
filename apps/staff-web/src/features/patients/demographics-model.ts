import type { RequestOf } from '@xinglin/kernel/operation';
import type { Patient, updatePatient } from '@xinglin/server/contract/patients';

/** What happens to a hidden field: it stays as it is stored, is written anew, or is taken away. */
export type SealedAct = 'keep' | 'change' | 'remove';

/** The form as it stands on the screen. Empty text is "not known". Dates are YYYY-MM-DD. */
export interface PersonForm {
  readonly name: string;
  readonly sex: Patient['sex'];
  readonly bornOn: string;
  readonly bornOnIsEstimate: boolean;
  readonly ethnicity: string;
  readonly maritalStatus: string;
  readonly occupation: string;
  readonly workUnit: string;
  readonly paymentKind: string;
  readonly villageId: string;
  readonly deceasedOn: string;
  readonly phoneAct: SealedAct;
  readonly phone: string;
  readonly addressAct: SealedAct;
  readonly region: string;
  readonly detail: string;
  readonly contactAct: SealedAct;
  readonly contactName: string;
  readonly contactRelation: string;
  readonly contactPhone: string;
}

/** Fields that the screen shows in the clear; others may have changed them meanwhile. */
export const openFields = [
  'name',
  'sex',
  'bornOn',
  'bornOnIsEstimate',
  'ethnicity',
  'maritalStatus',
  'occupation',
  'workUnit',
  'paymentKind',
  'villageId',
  'deceasedOn',
] as const satisfies readonly (keyof PersonForm & keyof Patient)[];
export type OpenField = (typeof openFields)[number];

const actFor = (masked: unknown): SealedAct => (masked === undefined ? 'change' : 'keep');

/** What stands in the form when it opens. Hidden fields begin as "keep", those that are empty as a field to fill in. */
export function formOf(patient: Patient): PersonForm {
  return {
    name: patient.name,
    sex: patient.sex,
    bornOn: patient.bornOn ?? '',
    bornOnIsEstimate: patient.bornOnIsEstimate,
    ethnicity: patient.ethnicity ?? '',
    maritalStatus: patient.maritalStatus ?? '',
    occupation: patient.occupation ?? '',
    workUnit: patient.workUnit ?? '',
    paymentKind: patient.paymentKind ?? '',
    villageId: patient.villageId ?? '',
    deceasedOn: patient.deceasedOn ?? '',
    phoneAct: actFor(patient.phoneMasked),
    phone: '',
    addressAct: actFor(patient.addressMasked?.endsWith('*') ? patient.addressMasked : undefined),
    region: '',
    detail: '',
    contactAct: actFor(patient.contactMasked),
    contactName: patient.contactMasked?.name ?? '',
    contactRelation: patient.contactMasked?.relation ?? '',
    contactPhone: '',
  };
}

type Update = RequestOf<typeof updatePatient>;

/** `undefined` leaves the stored value, `null` takes it away, as the operation reads them. */
function sealed<Value>(act: SealedAct, value: Value | undefined): Value | null | undefined {
  if (act === 'keep') return undefined;
  return act === 'remove' ? null : value;
}

/** The request for a form. `version` is the one the person at the screen has seen. */
export function requestOf(patient: Pick<Patient, 'id' | 'version' | 'bornAt'>, form: PersonForm): Update {
  const given = (text: string) => (text.trim() === '' ? undefined : text.trim());
  const region = given(form.region);
  const detail = given(form.detail);
  const contactName = given(form.contactName);
  const address = region || detail ? { ...(region ? { region } : {}), ...(detail ? { detail } : {}) } : undefined;
  const contactPhone = given(form.contactPhone);
  const contact = contactName
    ? {
        name: contactName,
        ...(form.contactRelation ? { relation: form.contactRelation } : {}),
        ...(contactPhone ? { phone: contactPhone } : {}),
      }
    : undefined;
  const optional = {
    bornOn: given(form.bornOn),
    // The moment of birth is not on the form; without it a newborn would lose its age in hours.
    bornAt: isOnDate(patient.bornAt, form.bornOn) ? patient.bornAt : undefined,
    ethnicity: given(form.ethnicity),
    maritalStatus: given(form.maritalStatus) as Update['maritalStatus'],
    occupation: given(form.occupation),
    workUnit: given(form.workUnit),
    paymentKind: given(form.paymentKind) as Update['paymentKind'],
    villageId: given(form.villageId),
    deceasedOn: given(form.deceasedOn),
    phone: sealed(form.phoneAct, given(form.phone)),
    address: sealed(form.addressAct, address),
    contact: sealed(form.contactAct, contact),
  };
  return {
    patientId: patient.id,
    version: patient.version,
    name: form.name.trim(),
    sex: form.sex,
    bornOnIsEstimate: form.bornOnIsEstimate,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Update>),
  };
}

/** Whether a moment (UTC) lies on the date at the institution, UTC+8. */
function isOnDate(moment: string | undefined, date: string): boolean {
  if (moment === undefined || date === '') return false;
  return new Date(Date.parse(moment) + 8 * 3_600_000).toISOString().slice(0, 10) === date;
}

export interface Rebased {
  readonly form: PersonForm;
  /** Changed by the other person only: now shown as they stand. */
  readonly taken: readonly OpenField[];
  /** Changed by both, differently: what was typed here stays and must be looked at. */
  readonly disputed: readonly OpenField[];
}

/**
 * Brings a form up to date after somebody else saved first. Fields left alone here take the new value, so that saving
 * does not put the old one back; what was typed here stays.
 */
export function rebase(base: Patient, theirs: Patient, form: PersonForm): Rebased {
  const [before, after] = [formOf(base), formOf(theirs)];
  const changedThere = openFields.filter((field) => before[field] !== after[field]);
  const taken = changedThere.filter((field) => form[field] === before[field]);
  const disputed = changedThere.filter((field) => form[field] !== before[field] && form[field] !== after[field]);
  const fresh = Object.fromEntries(taken.map((field) => [field, after[field]])) as Partial<PersonForm>;
  return { form: { ...form, ...fresh }, taken, disputed };
}
