import { termsOf } from '#platform/search/term-index';
import type { Tx } from '#platform/transaction';
import type { Service, ServiceFields } from './contract.ts';
import { codeIsFree, present } from './drug-rows.ts';

/** SQL of services: rows in, values of the contract out. */

interface ServiceRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly english: string | null;
  readonly category: Service['category'];
  readonly charge_category: Service['chargeCategory'];
  readonly unit: string;
  readonly covers: string[];
  readonly note: string | null;
  readonly state: Service['state'];
  readonly version: number;
}

const COLUMNS = 'id, code, name, english, category, charge_category, unit, covers, note, state, version';

const serviceOf = ({ charge_category, english, note, ...row }: ServiceRow): Service => ({
  ...row,
  chargeCategory: charge_category,
  ...present({ english, note }),
});

export async function servicesById(tx: Tx, ids: readonly string[]): Promise<Service[]> {
  const sql = `select ${COLUMNS} from catalog.service where institution_id = $1 and id = any($2::uuid[])`;
  const rows = await tx.many<ServiceRow>(sql, [tx.institutionId, ids]);
  const found = new Map(rows.map((row) => [row.id, serviceOf(row)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

export async function servicesByCode(tx: Tx, codes: readonly string[]): Promise<Service[]> {
  const sql = `select ${COLUMNS} from catalog.service where institution_id = $1 and code = any($2::text[])`;
  const rows = await tx.many<ServiceRow>(sql, [tx.institutionId, codes]);
  const found = new Map(rows.map((row) => [row.code, serviceOf(row)]));
  return codes.flatMap((code) => found.get(code) ?? []);
}

export async function lockService(tx: Tx, id: string): Promise<Service | undefined> {
  const sql = `select ${COLUMNS} from catalog.service where institution_id = $1 and id = $2 for update`;
  const row = await tx.maybe<ServiceRow>(sql, [tx.institutionId, id]);
  return row && serviceOf(row);
}

export const allServices = async (tx: Tx): Promise<{ service: Service; terms: string[] }[]> => {
  const sql = `select ${COLUMNS}, terms from catalog.service where institution_id = $1 order by code`;
  const rows = await tx.many<ServiceRow & { terms: string[] }>(sql, [tx.institutionId]);
  return rows.map(({ terms, ...row }) => ({ service: serviceOf(row), terms }));
};

const valuesOf = (service: ServiceFields): unknown[] => [
  service.code,
  service.name,
  service.english ?? null,
  service.category,
  service.chargeCategory,
  service.unit,
  service.covers,
  service.note ?? null,
  termsOf({ chinese: [service.name], english: service.english ? [service.english] : [], codes: [service.code] }),
];

const WRITTEN = 'code, name, english, category, charge_category, unit, covers, note, terms';
const PLACES = '$3, $4, $5, $6, $7, $8, $9, $10, $11';

/** @throws DomainError 'conflict' catalog.code-taken. */
export const insertService = (tx: Tx, id: string, service: ServiceFields): Promise<Service> =>
  codeIsFree(service.code, async () => {
    const sql = `insert into catalog.service (institution_id, id, ${WRITTEN}) values ($1, $2, ${PLACES})
      returning ${COLUMNS}`;
    return serviceOf(await tx.one<ServiceRow>(sql, [tx.institutionId, id, ...valuesOf(service)]));
  });

/** @throws DomainError 'conflict' catalog.code-taken. */
export const updateService = (tx: Tx, id: string, service: ServiceFields): Promise<Service> =>
  codeIsFree(service.code, async () => {
    const sql = `update catalog.service set (${WRITTEN}) = (${PLACES}), version = version + 1
      where institution_id = $1 and id = $2 returning ${COLUMNS}`;
    return serviceOf(await tx.one<ServiceRow>(sql, [tx.institutionId, id, ...valuesOf(service)]));
  });

export async function setServiceState(tx: Tx, id: string, state: Service['state']): Promise<Service> {
  const sql = `update catalog.service set state = $3, version = version + 1
    where institution_id = $1 and id = $2 returning ${COLUMNS}`;
  return serviceOf(await tx.one<ServiceRow>(sql, [tx.institutionId, id, state]));
}
