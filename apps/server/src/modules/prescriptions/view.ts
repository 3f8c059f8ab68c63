import type { InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { Sheet, WorkedItem } from './contract.ts';
import type { Line, StoredSheet } from './core/line.ts';
import type { UsageCodes } from './core/usage.ts';
import type { PrescriptionsParts } from './parts.ts';

/** One line as the contract shows it. */
export function itemView({ asked, ...line }: Line, usage: UsageCodes): WorkedItem {
  return {
    id: asked.id,
    lineNo: line.lineNo,
    drugId: asked.drugId,
    drugCode: line.drugCode,
    drugName: line.drugName,
    specification: line.specification,
    singleDose: asked.singleDose,
    doseUnit: asked.doseUnit,
    route: asked.route,
    routeName: usage.routes.get(asked.route)?.zh ?? asked.route,
    frequency: asked.frequency,
    frequencyName: usage.frequencies.get(asked.frequency)?.zh ?? asked.frequency,
    maxTimesPerDay: asked.maxTimesPerDay,
    days: asked.days,
    quantity: line.quantity,
    quantityUnit: line.quantityUnit,
    quantityText: line.quantityText,
    quantityByHand: line.quantityByHand,
    quantityReason: asked.quantityReason,
    instructions: asked.instructions,
    groupNo: asked.groupNo,
    unitPrice: line.unitPrice,
    amountFen: line.amountFen,
  };
}

/** Sheets as the contract shows them, with the alerts they were signed over. */
export async function sheetViews(
  { alerts, staff, usage }: PrescriptionsParts,
  tx: Tx,
  sheets: readonly StoredSheet[],
): Promise<Sheet[]> {
  const doctorIds = [...new Set(sheets.map(({ doctorId }) => doctorId))];
  const [shown, names] = await Promise.all([
    alerts.read(
      tx,
      sheets.map(({ id }) => id),
    ),
    Promise.all(doctorIds.map(async (id) => [id, await staff.nameOf(tx, id)] as const)),
  ]);
  const nameOf = new Map(names);
  return sheets.map((sheet) => ({
    id: sheet.id,
    visitId: sheet.visitId,
    patientId: sheet.patientId,
    number: sheet.number,
    kind: sheet.kind,
    state: sheet.state,
    reviewState: sheet.reviewState,
    version: sheet.version,
    departmentId: sheet.departmentId,
    doctorId: sheet.doctorId,
    doctorName: nameOf.get(sheet.doctorId) ?? '',
    createdAt: sheet.createdAt as InstantText,
    signedAt: sheet.signedAt as InstantText | undefined,
    items: sheet.lines.map((line) => itemView(line, usage)),
    totalFen: sheet.totalFen,
    checkStatus: sheet.checkStatus,
    alerts: shown.get(sheet.id)?.alerts ?? [],
    notChecked: shown.get(sheet.id)?.notChecked ?? [],
    gates: shown.get(sheet.id)?.gates ?? [],
    limitReason: sheet.limitReason && { code: sheet.limitReason.code, text: sheet.limitReason.text },
    reviewNote: sheet.reviewNote,
    withdrawReason: sheet.withdrawReason,
  }));
}

export async function sheetView(parts: PrescriptionsParts, tx: Tx, sheet: StoredSheet): Promise<Sheet> {
  const [view] = await sheetViews(parts, tx, [sheet]);
  return view as Sheet;
}
