import { DomainError } from '@xinglin/kernel/domain-error';
import { type Fen, fen } from '@xinglin/kernel/money';
import type { Vault } from '#platform/crypto/vault';
import { brokenConstraint } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import type { LimitReasonCode, ReviewState, SheetKind, SheetState } from '../contract.ts';
import type { Line, StoredSheet } from '../core/line.ts';
import { plain } from './active-rows.ts';

type Seal = Pick<Vault, 'seal' | 'openText'>;

interface SheetRow {
  readonly id: string;
  readonly number: string | null;
  readonly visit_id: string;
  readonly patient_id: string;
  readonly department_id: string;
  readonly doctor_id: string;
  readonly kind: SheetKind;
  readonly state: SheetState;
  readonly review_state: ReviewState;
  readonly version: number;
  readonly created_at: string;
  readonly signed_at: string | null;
  readonly total_fen: number;
  readonly check_status: 'checked' | 'partial' | 'failed' | null;
  readonly limit_reason_code: LimitReasonCode | null;
  readonly limit_reason: Buffer | null;
  readonly review_note: Buffer | null;
  readonly withdraw_reason: Buffer | null;
}

interface ItemRow {
  readonly id: string;
  readonly prescription_id: string;
  readonly line_no: number;
  readonly drug_id: string;
  readonly generic_id: string | null;
  readonly drug_code: string;
  readonly drug_name: string;
  readonly specification: string;
  readonly category: Line['category'];
  readonly single_dose: string;
  readonly dose_unit: string;
  readonly daily_dose: string | null;
  readonly daily_dose_unit: string | null;
  readonly route: string;
  readonly frequency: string;
  readonly max_times_per_day: number | null;
  readonly days: number;
  readonly covered_days: number;
  readonly quantity: string;
  readonly quantity_unit: string;
  readonly quantity_text: string;
  readonly quantity_by_hand: boolean;
  readonly group_no: number | null;
  readonly unit_price: string | null;
  readonly amount_fen: number | null;
  readonly quantity_reason: Buffer | null;
  readonly instructions: Buffer | null;
}

const SHEET_COLUMNS = `id, number, visit_id, patient_id, department_id, doctor_id, kind, state, review_state, version,
  created_at, signed_at, total_fen, check_status, limit_reason_code, limit_reason, review_note, withdraw_reason`;

/** Names the place of a sealed value: a value copied to another sheet or line does not open. */
const place = (column: string, id: string): string => `prescriptions.${column}:${id}`;

const sealed = (vault: Seal, text: string | undefined, column: string, id: string): Buffer | null =>
  text === undefined ? null : vault.seal(text, place(column, id));
const opened = (vault: Seal, bytes: Buffer | null, column: string, id: string): string | undefined =>
  bytes === null ? undefined : vault.openText(bytes, place(column, id));

const lineOf = (vault: Seal, row: ItemRow): Line => ({
  asked: {
    id: row.id,
    drugId: row.drug_id,
    singleDose: plain(row.single_dose),
    doseUnit: row.dose_unit,
    route: row.route,
    frequency: row.frequency,
    ...(row.max_times_per_day === null ? {} : { maxTimesPerDay: row.max_times_per_day }),
    days: row.days,
    ...(row.quantity_by_hand ? { quantity: plain(row.quantity) } : {}),
    quantityReason: opened(vault, row.quantity_reason, 'item.quantity-reason', row.id),
    instructions: opened(vault, row.instructions, 'item.instructions', row.id),
    ...(row.group_no === null ? {} : { groupNo: row.group_no }),
  },
  lineNo: row.line_no,
  genericId: row.generic_id ?? undefined,
  drugCode: row.drug_code,
  drugName: row.drug_name,
  specification: row.specification,
  category: row.category,
  dailyDose:
    row.daily_dose === null || row.daily_dose_unit === null
      ? undefined
      : { value: plain(row.daily_dose), unit: row.daily_dose_unit },
  coveredDays: row.covered_days,
  quantity: plain(row.quantity),
  quantityUnit: row.quantity_unit,
  quantityText: row.quantity_text,
  quantityByHand: row.quantity_by_hand,
  unitPrice: row.unit_price === null ? undefined : plain(row.unit_price),
  amountFen: row.amount_fen === null ? undefined : fen(row.amount_fen),
});

const sheetOf = (vault: Seal, row: SheetRow, lines: readonly Line[]): StoredSheet => ({
  id: row.id,
  number: row.number ?? undefined,
  visitId: row.visit_id,
  patientId: row.patient_id,
  departmentId: row.department_id,
  doctorId: row.doctor_id,
  kind: row.kind,
  state: row.state,
  reviewState: row.review_state,
  version: row.version,
  createdAt: row.created_at,
  signedAt: row.signed_at ?? undefined,
  totalFen: fen(row.total_fen),
  checkStatus: row.check_status ?? undefined,
  limitReason:
    row.limit_reason_code === null
      ? undefined
      : { code: row.limit_reason_code, text: opened(vault, row.limit_reason, 'limit-reason', row.id) },
  reviewNote: opened(vault, row.review_note, 'review-note', row.id),
  withdrawReason: opened(vault, row.withdraw_reason, 'withdraw-reason', row.id),
  lines,
});

async function linesOf(vault: Seal, tx: Tx, sheetIds: readonly string[]): Promise<Map<string, Line[]>> {
  const rows = await tx.many<ItemRow>(
    `select id, prescription_id, line_no, drug_id, generic_id, drug_code, drug_name, specification, category,
       single_dose, dose_unit, daily_dose, daily_dose_unit, route, frequency, max_times_per_day, days, covered_days,
       quantity, quantity_unit, quantity_text, quantity_by_hand, group_no, unit_price, amount_fen, quantity_reason,
       instructions
     from prescriptions.item where institution_id = $1 and prescription_id = any($2::uuid[])
     order by prescription_id, line_no`,
    [tx.institutionId, sheetIds],
  );
  const bySheet = new Map<string, Line[]>();
  for (const row of rows) {
    const list = bySheet.get(row.prescription_id);
    if (list) list.push(lineOf(vault, row));
    else bySheet.set(row.prescription_id, [lineOf(vault, row)]);
  }
  return bySheet;
}

const insertSheet = (tx: Tx, sheet: StoredSheet): Promise<number> =>
  tx.run(
    `insert into prescriptions.prescription (institution_id, id, visit_id, patient_id, department_id, doctor_id,
       kind, state, review_state, version, created_at, saved_at, total_fen)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
     on conflict do nothing`,
    [
      tx.institutionId,
      sheet.id,
      sheet.visitId,
      sheet.patientId,
      sheet.departmentId,
      sheet.doctorId,
      sheet.kind,
      sheet.state,
      sheet.reviewState,
      sheet.version,
      sheet.createdAt,
      sheet.totalFen,
    ],
  );

/** Guarded by state and version: 0 rows mean somebody else saved or signed first. */
const updateDraft = (
  tx: Tx,
  sheet: { readonly id: string; readonly version: number; readonly kind: SheetKind; readonly totalFen: Fen },
  savedAt: string,
): Promise<number> =>
  tx.run(
    `update prescriptions.prescription set kind = $4, total_fen = $5, saved_at = $6, version = version + 1
     where institution_id = $1 and id = $2 and version = $3 and state = 'draft'`,
    [tx.institutionId, sheet.id, sheet.version, sheet.kind, sheet.totalFen, savedAt],
  );

export function sheetRows(vault: Seal) {
  const assemble = async (tx: Tx, row: SheetRow | undefined): Promise<StoredSheet | undefined> =>
    row && sheetOf(vault, row, (await linesOf(vault, tx, [row.id])).get(row.id) ?? []);

  return {
    find: async (tx: Tx, id: string): Promise<StoredSheet | undefined> => {
      const [row, lines] = await Promise.all([
        tx.maybe<SheetRow>(
          `select ${SHEET_COLUMNS} from prescriptions.prescription where institution_id = $1 and id = $2`,
          [tx.institutionId, id],
        ),
        linesOf(vault, tx, [id]),
      ]);
      return row && sheetOf(vault, row, lines.get(id) ?? []);
    },
    /** Kept from moving until the transaction ends. The lines are read after the lock is held. */
    lock: async (tx: Tx, id: string): Promise<StoredSheet | undefined> =>
      assemble(
        tx,
        await tx.maybe<SheetRow>(
          `select ${SHEET_COLUMNS} from prescriptions.prescription where institution_id = $1 and id = $2 for update`,
          [tx.institutionId, id],
        ),
      ),
    visitOf: async (tx: Tx, id: string): Promise<string | undefined> =>
      (
        await tx.maybe<{ visit_id: string }>(
          'select visit_id from prescriptions.prescription where institution_id = $1 and id = $2',
          [tx.institutionId, id],
        )
      )?.visit_id,
    ofVisit: async (tx: Tx, visitId: string): Promise<StoredSheet[]> => {
      const rows = await tx.many<SheetRow>(
        `select ${SHEET_COLUMNS} from prescriptions.prescription
         where institution_id = $1 and visit_id = $2 order by created_at, id`,
        [tx.institutionId, visitId],
      );
      const lines = await linesOf(
        vault,
        tx,
        rows.map(({ id }) => id),
      );
      return rows.map((row) => sheetOf(vault, row, lines.get(row.id) ?? []));
    },
    insert: insertSheet,
    updateDraft,
    replaceLines: async (tx: Tx, sheet: StoredSheet): Promise<void> => {
      await tx.run('delete from prescriptions.item where institution_id = $1 and prescription_id = $2', [
        tx.institutionId,
        sheet.id,
      ]);
      await insertLines(vault, tx, sheet);
    },
  };
}
export type SheetRows = ReturnType<typeof sheetRows>;

/** All lines in one statement; one array for each column. */
async function insertLines(vault: Seal, tx: Tx, { id, patientId, lines }: StoredSheet): Promise<void> {
  if (lines.length === 0) return;
  const column = <Value>(pick: (line: Line) => Value) => lines.map(pick);
  const insert = tx.run(
    `insert into prescriptions.item (institution_id, prescription_id, patient_id, id, line_no, drug_id, generic_id,
       drug_code, drug_name, specification, category, single_dose, dose_unit, daily_dose, daily_dose_unit, route,
       frequency, max_times_per_day, days, covered_days, quantity, quantity_unit, quantity_text, quantity_by_hand,
       group_no, unit_price, amount_fen, quantity_reason, instructions)
     select $1, $2, $3, * from unnest($4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::text[], $9::text[],
       $10::text[], $11::text[], $12::numeric[], $13::text[], $14::numeric[], $15::text[], $16::text[], $17::text[],
       $18::int[], $19::int[], $20::int[], $21::numeric[], $22::text[], $23::text[], $24::boolean[], $25::int[],
       $26::numeric[], $27::bigint[], $28::bytea[], $29::bytea[])`,
    [
      tx.institutionId,
      id,
      patientId,
      column(({ asked }) => asked.id),
      column(({ lineNo }) => lineNo),
      column(({ asked }) => asked.drugId),
      column(({ genericId }) => genericId ?? null),
      column(({ drugCode }) => drugCode),
      column(({ drugName }) => drugName),
      column(({ specification }) => specification),
      column(({ category }) => category),
      column(({ asked }) => asked.singleDose),
      column(({ asked }) => asked.doseUnit),
      column(({ dailyDose }) => dailyDose?.value ?? null),
      column(({ dailyDose }) => dailyDose?.unit ?? null),
      column(({ asked }) => asked.route),
      column(({ asked }) => asked.frequency),
      column(({ asked }) => asked.maxTimesPerDay ?? null),
      column(({ asked }) => asked.days),
      column(({ coveredDays }) => coveredDays),
      column(({ quantity }) => quantity),
      column(({ quantityUnit }) => quantityUnit),
      column(({ quantityText }) => quantityText),
      column(({ quantityByHand }) => quantityByHand),
      column(({ asked }) => asked.groupNo ?? null),
      column(({ unitPrice }) => unitPrice ?? null),
      column(({ amountFen }) => amountFen ?? null),
      column(({ asked }) => sealed(vault, asked.quantityReason, 'item.quantity-reason', asked.id)),
      column(({ asked }) => sealed(vault, asked.instructions, 'item.instructions', asked.id)),
    ],
  );
  await insert.catch((error: unknown) => {
    // A screen that sends a line id of another sheet: never silently moves that line.
    if (brokenConstraint(error) === 'item_pkey') throw new DomainError('conflict', 'prescriptions.line-of-other-sheet');
    throw error;
  });
}
