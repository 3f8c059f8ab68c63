import { DomainError } from '@xinglin/kernel/domain-error';
import type { Decimal } from '@xinglin/kernel/quantity';
import type { Catalog } from '#modules/catalog';
import { lineAmount } from '#modules/catalog';
import type { Charging, RefundGuard } from '#modules/charging';
import { type Dispensing, dispensingSettings } from '#modules/dispensing';
import type { Emr } from '#modules/emr';
import type { Institutions } from '#modules/institutions';
import type { Prescriptions } from '#modules/prescriptions';
import type { VisitGuard, Visits } from '#modules/visits';
import { type Context, isAllowed } from '#platform/actor';
import { on, type Subscription } from '#platform/events';
import type { Tx } from '#platform/transaction';
import * as chargingNews from '../modules/charging/contract.ts';
import * as dispensingNews from '../modules/dispensing/contract.ts';
import * as prescriptionNews from '../modules/prescriptions/contract.ts';
import * as visitNews from '../modules/visits/contract.ts';

/** The modules one outpatient visit passes through. None of them knows those above it; this file joins them. */
export interface OutpatientModules {
  readonly institutions: Pick<Institutions, 'setting'>;
  readonly catalog: Pick<Catalog, 'service' | 'priceAt' | 'drugs'>;
  readonly visits: Pick<Visits, 'visit'>;
  readonly emr: Pick<Emr, 'requireSigned'>;
  readonly prescriptions: Pick<
    Prescriptions,
    'prescription' | 'markPaid' | 'markRefunded' | 'markAccepted' | 'markReturned' | 'markDispensed'
  >;
  readonly charging: Pick<Charging, 'addCharges' | 'cancelCharges' | 'undoCharges' | 'liveLines'>;
  readonly dispensing: Pick<
    Dispensing,
    'hold' | 'unhold' | 'openUnpaid' | 'openPaid' | 'cancel' | 'insist' | 'allowRefund'
  >;
}

/**
 * What happens to the others when something happens to one, in the transaction that made the news: registered →
 * charged → paid → promised and reviewed → handed out, and the ways back. All or nothing: a payment for which there is
 * not enough stock is no payment.
 */
export const outpatientVisit = (modules: OutpatientModules): readonly Subscription[] => [
  ...registrationFee(modules),
  ...signedSheets(modules),
  ...payments(modules),
  ...pharmacy(modules),
];

// ── The registration fee ─────────────────────────────────────────────────────────────────────────────────────────

const feeOf = (visitId: string) => ({ kind: 'registration', id: visitId }) as const;

const registrationFee = ({ catalog, charging }: OutpatientModules): Subscription[] => [
  on(visitNews.visitRegistered, async (tx, { visitId, patientId, feeServiceCode }, context) => {
    if (feeServiceCode === undefined) return;
    const service = await catalog.service(tx, feeServiceCode);
    const price = await catalog.priceAt(tx, 'service', service.id, context.now);
    if (!price) throw new Error(`service ${feeServiceCode} has no price today`);
    const quantity = '1' as Decimal;
    const amountFen = lineAmount(price.amount, quantity, price.perQuantity);
    // A free registration leaves nothing to pay and nothing on the bill.
    if (amountFen === 0) return;
    const { chargeCategory: category, name, unit } = service;
    const line = { lineId: service.id, category, name, unit, unitPrice: price.unitPrice, quantity, amountFen };
    await charging.addCharges(tx, { visitId, patientId, source: feeOf(visitId), lines: [line] }, context);
  }),
  on(visitNews.visitCancelled, (tx, { visitId, reason }, context) =>
    charging.undoCharges(tx, feeOf(visitId), reason, context),
  ),
];

// ── Signed sheets go to the bill, or to the pharmacist first ─────────────────────────────────────────────────────

const sheetOf = (prescriptionId: string) => ({ kind: 'prescription', id: prescriptionId }) as const;

function signedSheets(modules: OutpatientModules): Subscription[] {
  const { institutions, charging, dispensing } = modules;
  return [
    on(prescriptionNews.prescriptionSigned, async (tx, { prescriptionId }, context) => {
      const reviewFirst = await institutions.setting(tx, dispensingSettings.reviewBeforeCharging);
      if (reviewFirst) await dispensing.openUnpaid(tx, prescriptionId, context);
      else await chargeSheet(modules, tx, prescriptionId, context);
    }),
    on(prescriptionNews.prescriptionWithdrawn, async (tx, { prescriptionId }, context) => {
      await dispensing.cancel(tx, prescriptionId, context);
      await charging.cancelCharges(tx, sheetOf(prescriptionId), context);
    }),
    on(prescriptionNews.prescriptionInsisted, (tx, { prescriptionId, reason }, context) =>
      dispensing.insist(tx, prescriptionId, reason, context),
    ),
  ];
}

const categoryOfDrug = {
  western: 'western-medicine',
  'patent-chinese': 'patent-medicine',
  herbal: 'herbal-medicine',
} as const;

async function chargeSheet(modules: OutpatientModules, tx: Tx, prescriptionId: string, context: Context) {
  const { catalog, charging, prescriptions } = modules;
  const sheet = await prescriptions.prescription(tx, prescriptionId);
  const drugs = await catalog.drugs(tx, [...new Set(sheet.items.map(({ drugId }) => drugId))]);
  const category = new Map(drugs.map((drug) => [drug.id, categoryOfDrug[drug.category]]));
  const lines = sheet.items.map((item) => {
    const { unitPrice, amountFen } = item;
    if (unitPrice === undefined || amountFen === undefined) throw new Error('a signed line has no price');
    return {
      lineId: item.id,
      category: category.get(item.drugId) ?? ('other' as const),
      name: item.drugName,
      specification: item.specification,
      unit: item.quantityUnit,
      unitPrice,
      quantity: item.quantity,
      amountFen,
    };
  });
  const { visitId, patientId } = sheet;
  await charging.addCharges(tx, { visitId, patientId, source: sheetOf(prescriptionId), lines }, context);
}

// ── Money ────────────────────────────────────────────────────────────────────────────────────────────────────────

const sheetIdsOf = (sources: readonly chargingNews.Source[]): string[] =>
  sources.filter(({ kind }) => kind === 'prescription').map(({ id }) => id);

/** Everywhere tasks are moved before sheets: with one order nobody waits for another in a circle. */
const payments = ({ dispensing, prescriptions }: OutpatientModules): Subscription[] => [
  on(chargingNews.paymentStarted, (tx, { sources }, context) => dispensing.hold(tx, sheetIdsOf(sources), context)),
  on(chargingNews.paymentFailed, (tx, { sources }, context) => dispensing.unhold(tx, sheetIdsOf(sources), context)),
  on(chargingNews.settled, async (tx, { sources }, context) => {
    const ids = sheetIdsOf(sources);
    if (ids.length === 0) return;
    await dispensing.openPaid(tx, ids, context);
    for (const id of ids) await prescriptions.markPaid(tx, id, context);
  }),
  on(chargingNews.refunded, async (tx, { sources }, context) => {
    for (const { kind, id, whole } of sources) {
      if (kind !== 'prescription' || !whole) continue;
      await dispensing.cancel(tx, id, context);
      await prescriptions.markRefunded(tx, id, context);
    }
  }),
];

// ── Pharmacy ─────────────────────────────────────────────────────────────────────────────────────────────────────

function pharmacy(modules: OutpatientModules): Subscription[] {
  const { charging, prescriptions } = modules;
  return [
    on(dispensingNews.accepted, async (tx, { prescriptionId, paid }, context) => {
      await prescriptions.markAccepted(tx, prescriptionId, context);
      if (!paid) await chargeSheet(modules, tx, prescriptionId, context);
    }),
    on(dispensingNews.returnedToDoctor, async (tx, { prescriptionId, paid, reason }, context) => {
      await prescriptions.markReturned(tx, prescriptionId, context, reason);
      if (!paid) await charging.cancelCharges(tx, sheetOf(prescriptionId), context);
    }),
    on(dispensingNews.handedOut, (tx, { prescriptionId }, context) =>
      prescriptions.markDispensed(tx, prescriptionId, context),
    ),
  ];
}

// ── Guards: what must be true before a step of a lower module ────────────────────────────────────────────────────

/** A visit ends with a signed note, or with a reason. */
export const finishGuard =
  ({ emr }: Pick<OutpatientModules, 'emr'>): VisitGuard =>
  async (tx, { id }, { reason }) => {
    if (reason === undefined) await emr.requireSigned(tx, id);
  };

/** Only the fee may be on the bill of a registration that is given back. */
export const cancelGuard =
  ({ charging }: Pick<OutpatientModules, 'charging'>): VisitGuard =>
  async (tx, { id }) => {
    const lines = await charging.liveLines(tx, id);
    if (lines.some(({ source }) => source.kind !== 'registration')) {
      throw new DomainError('rule', 'charging.visit-has-charges');
    }
  };

/** Drugs must be back, and a consultation must not have begun; that one a supervisor may pass by. */
export const refundGuard =
  ({ dispensing, visits }: Pick<OutpatientModules, 'dispensing' | 'visits'>): RefundGuard =>
  async (tx, { source, visitId, ...asked }, context) => {
    if (source.kind === 'prescription') return dispensing.allowRefund(tx, source.id, asked);
    if (source.kind !== 'registration') return;
    const { state } = await visits.visit(tx, visitId);
    const begun = state === 'in-consultation' || state === 'held' || state === 'finished';
    if (begun && !isAllowed(context.actor, 'charging.approve-refund')) {
      throw new DomainError('rule', 'charging.service-used');
    }
  };
