import type { RequestOf } from '@xinglin/kernel/operation';
import type { createDrug, Drug } from '@xinglin/server/contract/catalog';

type Request = RequestOf<typeof createDrug>;

/** The form of a drug product as it stands on the screen; names as in the operation, so that refusals find their field. */
export interface DrugForm {
  readonly code: string;
  readonly genericId: string;
  readonly name: string;
  readonly tradeName: string;
  readonly english: string;
  readonly category: Drug['category'];
  readonly specification: string;
  readonly dosageForm: string;
  readonly doseUnit: string;
  readonly dosePerUnit: string;
  readonly dispensingUnit: string;
  readonly packUnit: string;
  readonly packSize: string;
  readonly splittable: boolean;
  readonly singleUse: boolean;
  readonly manufacturer: string;
  readonly approvalNumber: string;
  readonly barcode: string;
  readonly routes: readonly string[];
  readonly usualUse: {
    readonly singleDose: string;
    readonly doseUnit: string;
    readonly route: string;
    readonly frequency: string;
    readonly days: string;
  };
  readonly storage: Drug['storage'];
  readonly essential: boolean;
  readonly controlled: string;
  readonly antibioticTier: string;
  readonly skinTest: boolean;
  readonly highAlert: boolean;
}

const nothing: DrugForm = {
  code: '',
  genericId: '',
  name: '',
  tradeName: '',
  english: '',
  category: 'western',
  specification: '',
  dosageForm: '',
  doseUnit: '',
  dosePerUnit: '',
  dispensingUnit: '',
  packUnit: '',
  packSize: '',
  splittable: true,
  singleUse: false,
  manufacturer: '',
  approvalNumber: '',
  barcode: '',
  routes: [],
  usualUse: { singleDose: '', doseUnit: '', route: '', frequency: '', days: '' },
  storage: 'normal',
  essential: false,
  controlled: '',
  antibioticTier: '',
  skinTest: false,
  highAlert: false,
};

/** What stands in the form: a drug as it is, or the start of a new one. */
export function formOf(drug: Drug | undefined): DrugForm {
  if (!drug) return nothing;
  const { id: _id, state: _state, version: _version, usualUse, ...fields } = drug;
  return {
    ...nothing,
    ...(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<DrugForm>),
    usualUse: usualUse
      ? { ...usualUse, days: usualUse.days === undefined ? '' : String(usualUse.days) }
      : nothing.usualUse,
  };
}

const optional = [
  'genericId',
  'tradeName',
  'english',
  'approvalNumber',
  'barcode',
  'controlled',
  'antibioticTier',
] as const;

/** The request for a form: empty fields are left out; the usual use counts as soon as a dose is typed. */
export function requestOf(form: DrugForm): Request {
  const { usualUse, ...fields } = form;
  const texts = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]),
  );
  for (const key of optional) if (texts[key] === '') delete texts[key];
  const days = usualUse.days.trim();
  const usual = {
    singleDose: usualUse.singleDose.trim(),
    doseUnit: usualUse.doseUnit,
    route: usualUse.route,
    frequency: usualUse.frequency,
    ...(days === '' ? {} : { days: Number(days) }),
  };
  return { ...texts, ...(usual.singleDose === '' ? {} : { usualUse: usual }) } as unknown as Request;
}
