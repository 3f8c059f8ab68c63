import { type Decimal, decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { DateText, InstantText } from '@xinglin/kernel/shapes';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { ReturnReason, TaskState } from './contract.ts';

/** numeric(18,6) arrives as "10.000000"; people and JSON see "10". */
const plain = (text: string): Decimal => fromMillionths(toMillionths(decimal(text)));

export type Collector = 'patient' | 'family' | 'agent';

/** A task as kept. */
export interface TaskRow {
  readonly id: string;
  readonly prescriptionId: string;
  readonly prescriptionNumber: string | undefined;
  readonly visitId: string;
  readonly patientId: string;
  readonly departmentId: string;
  readonly pharmacyId: string;
  readonly prescriberId: string;
  readonly prescriberName: string;
  readonly state: TaskState;
  readonly paid: boolean;
  readonly alertLevel: 'block' | 'reason' | 'note' | undefined;
  readonly openedAt: InstantText;
  readonly openedOn: DateText;
  readonly handedOutAt: InstantText | undefined;
  readonly handedOutBy: string | undefined;
  readonly collector: Collector | undefined;
  readonly version: number;
  /** Number of drugs. */
  readonly kinds: number;
}

const TASK = `
  select t.id, t.prescription_id as "prescriptionId", t.prescription_number as "prescriptionNumber",
    t.visit_id as "visitId", t.patient_id as "patientId", t.department_id as "departmentId",
    t.pharmacy_id as "pharmacyId", t.prescriber_id as "prescriberId", t.prescriber_name as "prescriberName", t.state,
    t.paid, t.alert_level as "alertLevel", t.opened_at as "openedAt", t.opened_on as "openedOn",
    t.handed_out_at as "handedOutAt", t.handed_out_by as "handedOutBy", t.collector, t.version,
    (select count(*)::integer from dispensing.item i where i.institution_id = t.institution_id and i.task_id = t.id)
      as kinds
  from dispensing.task t where t.institution_id = $1`;

type Raw = Omit<TaskRow, 'prescriptionNumber' | 'alertLevel' | 'handedOutAt' | 'handedOutBy' | 'collector'> & {
  readonly prescriptionNumber: string | null;
  readonly alertLevel: TaskRow['alertLevel'] | null;
  readonly handedOutAt: InstantText | null;
  readonly handedOutBy: string | null;
  readonly collector: Collector | null;
};

const fromRow = (row: Raw): TaskRow => ({
  ...row,
  prescriptionNumber: row.prescriptionNumber ?? undefined,
  alertLevel: row.alertLevel ?? undefined,
  handedOutAt: row.handedOutAt ?? undefined,
  handedOutBy: row.handedOutBy ?? undefined,
  collector: row.collector ?? undefined,
});

const first = async (rows: Promise<Raw[]>): Promise<TaskRow | undefined> => {
  const [row] = await rows;
  return row && fromRow(row);
};

export const taskById = (tx: Tx, id: string) => first(tx.many<Raw>(`${TASK} and t.id = $2`, [tx.institutionId, id]));

/** Kept from moving until the transaction ends; tasks are locked before goods and before prescriptions. */
export const lockTask = (tx: Tx, id: string) =>
  first(tx.many<Raw>(`${TASK} and t.id = $2 for no key update of t`, [tx.institutionId, id]));

export const taskOf = (tx: Tx, prescriptionId: string) =>
  first(tx.many<Raw>(`${TASK} and t.prescription_id = $2`, [tx.institutionId, prescriptionId]));

export const lockTaskOf = (tx: Tx, prescriptionId: string) =>
  first(tx.many<Raw>(`${TASK} and t.prescription_id = $2 for no key update of t`, [tx.institutionId, prescriptionId]));

export const tasksOfVisit = async (tx: Tx, visitId: string) =>
  (await tx.many<Raw>(`${TASK} and t.visit_id = $2 order by t.opened_at, t.id`, [tx.institutionId, visitId])).map(
    fromRow,
  );

export const tasksOfPharmacy = async (
  tx: Tx,
  pharmacyId: string,
  { states, day, limit }: { states: readonly TaskState[]; day: string | undefined; limit: number },
) =>
  (
    await tx.many<Raw>(
      `${TASK} and t.pharmacy_id = $2 and t.state = any($3) and ($4::date is null or t.opened_on = $4)
       order by t.opened_at, t.id limit $5`,
      [tx.institutionId, pharmacyId, states, day ?? null, limit],
    )
  ).map(fromRow);

export const insertTask = (tx: Tx, task: Omit<TaskRow, 'kinds'>) =>
  tx.run(
    `insert into dispensing.task (institution_id, id, prescription_id, prescription_number, visit_id, patient_id,
       department_id, pharmacy_id, prescriber_id, prescriber_name, state, paid, alert_level, opened_at, opened_on,
       version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      tx.institutionId,
      task.id,
      task.prescriptionId,
      task.prescriptionNumber ?? null,
      task.visitId,
      task.patientId,
      task.departmentId,
      task.pharmacyId,
      task.prescriberId,
      task.prescriberName,
      task.state,
      task.paid,
      task.alertLevel ?? null,
      task.openedAt,
      task.openedOn,
      task.version,
    ],
  );

/** Writes the task after a step, if it is still at the version the step began from. @returns 0 when it is not. */
export const moveTask = (tx: Tx, before: TaskRow, after: TaskRow) =>
  tx.run(
    `update dispensing.task set state = $4, paid = $5, handed_out_at = $6, handed_out_by = $7, collector = $8, version = $9
     where institution_id = $1 and id = $2 and version = $3`,
    [
      tx.institutionId,
      before.id,
      before.version,
      after.state,
      after.paid,
      after.handedOutAt ?? null,
      after.handedOutBy ?? null,
      after.collector ?? null,
      after.version,
    ],
  );

// ── Items, goods given and taken back ────────────────────────────────────────────────────────────────────────────

export interface ItemRow {
  readonly itemId: string;
  readonly drugId: string;
  readonly quantity: Decimal;
  readonly days: number;
}

export const insertItems = (tx: Tx, taskId: string, items: readonly ItemRow[]) =>
  tx.run(
    `insert into dispensing.item (institution_id, task_id, position, item_id, drug_id, quantity, days)
     select $1::integer, $2::uuid, i.position, i.item_id, i.drug_id, i.quantity, i.days
     from unnest($3::uuid[], $4::uuid[], $5::numeric[], $6::integer[]) with ordinality
       as i (item_id, drug_id, quantity, days, position)`,
    [
      tx.institutionId,
      taskId,
      items.map((item) => item.itemId),
      items.map((item) => item.drugId),
      items.map((item) => item.quantity),
      items.map((item) => item.days),
    ],
  );

export const itemsOf = async (tx: Tx, taskId: string): Promise<ItemRow[]> =>
  (
    await tx.many<Omit<ItemRow, 'quantity'> & { quantity: string }>(
      `select item_id as "itemId", drug_id as "drugId", quantity, days from dispensing.item
       where institution_id = $1 and task_id = $2 order by position`,
      [tx.institutionId, taskId],
    )
  ).map((row) => ({ ...row, quantity: plain(row.quantity) }));

export interface GivenRow {
  readonly itemId: string;
  readonly batchId: string;
  readonly batchNumber: string;
  readonly expiresOn: DateText;
  readonly quantity: Decimal;
  readonly resourceId: string;
}

export const insertGiven = (tx: Tx, taskId: string, given: readonly GivenRow[]) =>
  tx.run(
    `insert into dispensing.given (institution_id, task_id, item_id, batch_id, batch_number, expires_on, quantity,
       resource_id)
     select $1::integer, $2::uuid, g.* from unnest($3::uuid[], $4::uuid[], $5::text[], $6::date[], $7::numeric[],
       $8::uuid[]) as g`,
    [
      tx.institutionId,
      taskId,
      given.map((one) => one.itemId),
      given.map((one) => one.batchId),
      given.map((one) => one.batchNumber),
      given.map((one) => one.expiresOn),
      given.map((one) => one.quantity),
      given.map((one) => one.resourceId),
    ],
  );

export const givenOf = async (tx: Tx, taskId: string): Promise<GivenRow[]> =>
  (
    await tx.many<Omit<GivenRow, 'quantity'> & { quantity: string }>(
      `select item_id as "itemId", batch_id as "batchId", batch_number as "batchNumber", expires_on as "expiresOn",
         quantity, resource_id as "resourceId"
       from dispensing.given where institution_id = $1 and task_id = $2 order by item_id, expires_on, batch_id`,
      [tx.institutionId, taskId],
    )
  ).map((row) => ({ ...row, quantity: plain(row.quantity) }));

export interface ReturnLine {
  readonly itemId: string;
  readonly batchId: string;
  readonly quantity: Decimal;
  readonly to: 'stock' | 'quarantine';
}

export interface ReturnRow {
  readonly id: string;
  readonly reason: ReturnReason;
  readonly note: string | undefined;
  readonly at: InstantText;
  readonly byId: string;
  readonly byName: string;
  readonly lines: readonly (ReturnLine & { readonly batchNumber: string })[];
}

type Seal = Pick<Vault, 'seal' | 'openText'>;
const noteContext = (id: string): string => `dispensing.goods_return.note:${id}`;

export async function insertReturn(
  vault: Seal,
  tx: Tx,
  taskId: string,
  made: Omit<ReturnRow, 'lines'> & { readonly lines: readonly ReturnLine[] },
): Promise<void> {
  await Promise.all([
    tx.run(
      `insert into dispensing.goods_return (institution_id, id, task_id, reason, note, returned_at, taken_by,
         taken_by_name)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        tx.institutionId,
        made.id,
        taskId,
        made.reason,
        made.note === undefined ? null : vault.seal(made.note, noteContext(made.id)),
        made.at,
        made.byId,
        made.byName,
      ],
    ),
    tx.run(
      `insert into dispensing.goods_return_line (institution_id, return_id, task_id, position, item_id, batch_id,
         quantity, kept_in)
       select $1::integer, $2::uuid, $3::uuid, l.position, l.item_id, l.batch_id, l.quantity, l.kept_in
       from unnest($4::uuid[], $5::uuid[], $6::numeric[], $7::text[]) with ordinality
         as l (item_id, batch_id, quantity, kept_in, position)`,
      [
        tx.institutionId,
        made.id,
        taskId,
        made.lines.map((line) => line.itemId),
        made.lines.map((line) => line.batchId),
        made.lines.map((line) => line.quantity),
        made.lines.map((line) => line.to),
      ],
    ),
  ]);
}

interface ReturnLineRow {
  readonly return_id: string;
  readonly itemId: string;
  readonly batchId: string;
  readonly batchNumber: string;
  readonly quantity: string;
  readonly to: 'stock' | 'quarantine';
}
type ReturnHead = Omit<ReturnRow, 'lines' | 'note'> & { readonly note: Buffer | null };

export async function returnsOf(vault: Seal, tx: Tx, taskId: string): Promise<ReturnRow[]> {
  const [heads, lines] = await Promise.all([
    tx.many<ReturnHead>(
      `select id, reason, note, returned_at as at, taken_by as "byId", taken_by_name as "byName"
       from dispensing.goods_return where institution_id = $1 and task_id = $2 order by returned_at, id`,
      [tx.institutionId, taskId],
    ),
    tx.many<ReturnLineRow>(
      `select l.return_id, l.item_id as "itemId", l.batch_id as "batchId", g.batch_number as "batchNumber",
         l.quantity, l.kept_in as "to"
       from dispensing.goods_return_line l
       join dispensing.given g on g.institution_id = l.institution_id and g.task_id = l.task_id
         and g.item_id = l.item_id and g.batch_id = l.batch_id
       where l.institution_id = $1 and l.task_id = $2 order by l.return_id, l.position`,
      [tx.institutionId, taskId],
    ),
  ]);
  return heads.map((head) => ({
    ...head,
    note: head.note === null ? undefined : vault.openText(head.note, noteContext(head.id)),
    lines: lines
      .filter((line) => line.return_id === head.id)
      .map(({ return_id: _return, quantity, ...line }) => ({ ...line, quantity: plain(quantity) })),
  }));
}

/** What came back so far, by item. */
export const returnedByItem = async (tx: Tx, taskId: string): Promise<Map<string, Decimal>> =>
  new Map(
    (
      await tx.many<{ item_id: string; quantity: string }>(
        `select item_id, sum(quantity) as quantity from dispensing.goods_return_line
         where institution_id = $1 and task_id = $2 group by item_id`,
        [tx.institutionId, taskId],
      )
    ).map((row) => [row.item_id, plain(row.quantity)]),
  );
