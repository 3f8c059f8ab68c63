import { DomainError } from '@xinglin/kernel/domain-error';
import { type Decimal, decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import { brokenConstraint } from '#platform/database/db';
import { termsOf } from '#platform/search/term-index';
import type { Tx } from '#platform/transaction';
import type { Drug, DrugFields } from './contract.ts';

/** SQL of drug products: rows in, values of the contract out. */

interface DrugRow {
  readonly id: string;
  readonly code: string;
  readonly generic_id: string | null;
  readonly name: string;
  readonly trade_name: string | null;
  readonly english: string | null;
  readonly category: Drug['category'];
  readonly specification: string;
  readonly dosage_form: string;
  readonly dose_unit: string;
  readonly dose_per_unit: string;
  readonly dispensing_unit: string;
  readonly pack_unit: string;
  readonly pack_size: string;
  readonly splittable: boolean;
  readonly single_use: boolean;
  readonly manufacturer: string;
  readonly approval_number: string | null;
  readonly barcode: string | null;
  readonly routes: string[];
  readonly usual_use: Drug['usualUse'] | null;
  readonly storage: Drug['storage'];
  readonly essential: boolean;
  readonly controlled: Drug['controlled'] | null;
  readonly antibiotic_tier: Drug['antibioticTier'] | null;
  readonly skin_test: boolean;
  readonly high_alert: boolean;
  readonly state: Drug['state'];
  readonly version: number;
}

const COLUMNS = `id, code, generic_id, name, trade_name, english, category, specification, dosage_form, dose_unit,
  dose_per_unit, dispensing_unit, pack_unit, pack_size, splittable, single_use, manufacturer, approval_number, barcode,
  routes, usual_use, storage, essential, controlled, antibiotic_tier, skin_test, high_alert, state, version`;

/** "250.000000" → "250". */
export const plainDecimal = (text: string): Decimal => fromMillionths(toMillionths(decimal(text)));

/** Absent instead of null: the contract has no null. */
export const present = <Values extends Record<string, unknown>>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as {
    [Key in keyof Values]?: NonNullable<Values[Key]>;
  };

const drugOf = (row: DrugRow): Drug => ({
  id: row.id,
  code: row.code,
  name: row.name,
  category: row.category,
  specification: row.specification,
  dosageForm: row.dosage_form,
  doseUnit: row.dose_unit,
  dosePerUnit: plainDecimal(row.dose_per_unit),
  dispensingUnit: row.dispensing_unit,
  packUnit: row.pack_unit,
  packSize: plainDecimal(row.pack_size),
  splittable: row.splittable,
  singleUse: row.single_use,
  manufacturer: row.manufacturer,
  routes: row.routes,
  storage: row.storage,
  essential: row.essential,
  skinTest: row.skin_test,
  highAlert: row.high_alert,
  state: row.state,
  version: row.version,
  ...present({
    genericId: row.generic_id,
    tradeName: row.trade_name,
    english: row.english,
    approvalNumber: row.approval_number,
    barcode: row.barcode,
    usualUse: row.usual_use,
    controlled: row.controlled,
    antibioticTier: row.antibiotic_tier,
  }),
});

export async function drugsById(tx: Tx, ids: readonly string[]): Promise<Drug[]> {
  const sql = `select ${COLUMNS} from catalog.drug where institution_id = $1 and id = any($2::uuid[])`;
  const found = new Map((await tx.many<DrugRow>(sql, [tx.institutionId, ids])).map((row) => [row.id, drugOf(row)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

export async function lockDrug(tx: Tx, id: string): Promise<Drug | undefined> {
  const sql = `select ${COLUMNS} from catalog.drug where institution_id = $1 and id = $2 for update`;
  const row = await tx.maybe<DrugRow>(sql, [tx.institutionId, id]);
  return row && drugOf(row);
}

export const drugCodes = async (tx: Tx): Promise<Set<string>> => {
  const sql = 'select code from catalog.drug where institution_id = $1';
  return new Set((await tx.many<{ code: string }>(sql, [tx.institutionId])).map(({ code }) => code));
};

export const allDrugs = async (tx: Tx): Promise<{ drug: Drug; terms: string[] }[]> => {
  const sql = `select ${COLUMNS}, terms from catalog.drug where institution_id = $1 order by code`;
  const rows = await tx.many<DrugRow & { terms: string[] }>(sql, [tx.institutionId]);
  return rows.map((row) => ({ drug: drugOf(row), terms: row.terms }));
};

const termsOfDrug = (drug: DrugFields, genericNames: readonly string[]): string[] =>
  termsOf({
    chinese: [drug.name, ...(drug.tradeName ? [drug.tradeName] : []), ...genericNames],
    english: drug.english ? [drug.english] : [],
    codes: [drug.code, ...(drug.barcode ? [drug.barcode] : [])],
  });

const valuesOf = (drug: DrugFields, genericNames: readonly string[]): unknown[] => [
  drug.code,
  drug.genericId ?? null,
  drug.name,
  drug.tradeName ?? null,
  drug.english ?? null,
  drug.category,
  drug.specification,
  drug.dosageForm,
  drug.doseUnit,
  drug.dosePerUnit,
  drug.dispensingUnit,
  drug.packUnit,
  drug.packSize,
  drug.splittable,
  drug.singleUse,
  drug.manufacturer,
  drug.approvalNumber ?? null,
  drug.barcode ?? null,
  drug.routes,
  drug.usualUse ? JSON.stringify(drug.usualUse) : null,
  drug.storage,
  drug.essential,
  drug.controlled ?? null,
  drug.antibioticTier ?? null,
  drug.skinTest,
  drug.highAlert,
  termsOfDrug(drug, genericNames),
];

const WRITTEN = `code, generic_id, name, trade_name, english, category, specification, dosage_form, dose_unit,
  dose_per_unit, dispensing_unit, pack_unit, pack_size, splittable, single_use, manufacturer, approval_number, barcode,
  routes, usual_use, storage, essential, controlled, antibiotic_tier, skin_test, high_alert, terms`;
const PLACES = WRITTEN.split(',')
  .map((_, index) => `$${index + 3}`)
  .join(', ');

/** @throws DomainError 'conflict' catalog.code-taken. */
export const insertDrug = (tx: Tx, id: string, drug: DrugFields, genericNames: readonly string[]): Promise<Drug> =>
  codeIsFree(drug.code, async () => {
    const sql = `insert into catalog.drug (institution_id, id, ${WRITTEN}) values ($1, $2, ${PLACES}) returning ${COLUMNS}`;
    return drugOf(await tx.one<DrugRow>(sql, [tx.institutionId, id, ...valuesOf(drug, genericNames)]));
  });

/** @throws DomainError 'conflict' catalog.code-taken. */
export const updateDrug = (tx: Tx, id: string, drug: DrugFields, genericNames: readonly string[]): Promise<Drug> =>
  codeIsFree(drug.code, async () => {
    const sql = `update catalog.drug set (${WRITTEN}) = (${PLACES}), version = version + 1
      where institution_id = $1 and id = $2 returning ${COLUMNS}`;
    return drugOf(await tx.one<DrugRow>(sql, [tx.institutionId, id, ...valuesOf(drug, genericNames)]));
  });

export async function setDrugState(tx: Tx, id: string, state: Drug['state']): Promise<Drug> {
  const sql = `update catalog.drug set state = $3, version = version + 1
    where institution_id = $1 and id = $2 returning ${COLUMNS}`;
  return drugOf(await tx.one<DrugRow>(sql, [tx.institutionId, id, state]));
}

/** Turns a broken unique code into an answer a person understands. */
export async function codeIsFree<Result>(code: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (['drug_code_is_unique', 'service_code_is_unique'].includes(brokenConstraint(error) ?? '')) {
      throw new DomainError('conflict', 'catalog.code-taken', { code }, [{ path: 'code', code: 'catalog.code-taken' }]);
    }
    throw error;
  }
}
