import { DomainError, type FieldIssue, invalidField } from '@xinglin/kernel/domain-error';
import { addFen } from '@xinglin/kernel/money';
import { type Decimal, decimal, multiplyDecimal } from '@xinglin/kernel/quantity';
import { daysCovered, dispensingUnitsFor, dosesIn, handOutUnits, lineAmount, quantityText } from '#modules/catalog';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Drug, Price } from '../catalog/contract.ts';
import type { DraftItem } from './contract.ts';
import type { Line } from './core/line.ts';
import { dosesOnADay, type Usage, usageOf } from './core/usage.ts';
import type { PrescriptionsNeeds } from './needs.ts';

/** A line with what it was worked out from. */
export interface WorkedLine {
  readonly line: Line;
  readonly drug: Drug;
  readonly usage: Usage;
}

/**
 * Quantities and amounts of a sheet, by today's catalogue and prices.
 * @throws DomainError 'invalid' that names every line that cannot stand: unknown drug, route or frequency, a quantity
 *   that cannot be worked out, a quantity by hand without a reason or of opened packs.
 */
export async function workOut(
  needs: PrescriptionsNeeds,
  tx: Tx,
  items: readonly DraftItem[],
  context: Context,
): Promise<WorkedLine[]> {
  refuseDoubleIds(items);
  const drugIds = [...new Set(items.map(({ drugId }) => drugId))];
  const [drugs, prices] = await Promise.all([
    needs.catalog.drugs(tx, drugIds),
    needs.catalog.pricesAt(tx, drugIds, context.now),
  ]);
  const byId = new Map(drugs.map((drug) => [drug.id, drug]));
  const issues: FieldIssue[] = [];
  const lines = items.flatMap((asked, index) => {
    const worked = workOutLine(needs, asked, index, byId.get(asked.drugId), prices.get(asked.drugId));
    if (!('line' in worked)) issues.push(worked);
    return 'line' in worked ? [worked] : [];
  });
  if (issues.length > 0) throw new DomainError('invalid', 'platform.invalid-input', {}, issues);
  return lines;
}

function refuseDoubleIds(items: readonly DraftItem[]): void {
  const seen = new Set<string>();
  for (const [index, { id }] of items.entries()) {
    if (seen.has(id)) throw invalidField(`items.${index}.id`, 'prescriptions.line-twice');
    seen.add(id);
  }
}

function workOutLine(
  needs: PrescriptionsNeeds,
  asked: DraftItem,
  index: number,
  drug: Drug | undefined,
  price: Price | undefined,
): WorkedLine | FieldIssue {
  const wrong = (field: string, code: FieldIssue['code'], facts = {}): FieldIssue => ({
    path: `items.${index}.${field}`,
    code,
    facts,
  });
  if (!drug) return wrong('drugId', 'prescriptions.unknown-drug');
  if (drug.state === 'retired') return wrong('drugId', 'prescriptions.retired-drug', { drug: drug.name });
  if (drug.category === 'herbal') return wrong('drugId', 'prescriptions.not-for-this-sheet', { drug: drug.name });
  if (drug.controlled !== undefined && drug.controlled !== 'psychotropic-2') {
    return wrong('drugId', 'prescriptions.special-sheet-needed', { drug: drug.name });
  }
  const usage = usageOf(needs.usage, asked);
  if (usage === 'unknown-route') return wrong('route', 'prescriptions.unknown-route');
  if (usage === 'unknown-frequency') return wrong('frequency', 'prescriptions.unknown-frequency');
  if (usage === 'max-times-needed') return wrong('maxTimesPerDay', 'prescriptions.max-times-needed');
  if (isBeyondSense(asked, usage, drug)) {
    return wrong(asked.quantity === undefined ? 'singleDose' : 'quantity', 'prescriptions.too-much');
  }
  const quantity = quantityOf(asked, usage, drug);
  if (typeof quantity === 'string' && quantity.startsWith('prescriptions.')) {
    return wrong(
      quantity === 'prescriptions.quantity-reason-needed' ? 'quantityReason' : 'quantity',
      quantity as FieldIssue['code'],
      { pack: drug.packSize },
    );
  }
  return { line: lineOf(asked, index, usage, drug, quantity as Decimal, price), drug, usage };
}

/** Dispensing units. No course needs so many; beyond them stands a slip of the keyboard, not a decision. */
const MOST_UNITS = 100_000;

/** In plain numbers, because exact ones end before what can be typed ends. */
function isBeyondSense(asked: DraftItem, { course }: Usage, drug: Drug): boolean {
  if (asked.quantity !== undefined) return Number(asked.quantity) > MOST_UNITS;
  const perUnit = asked.doseUnit === drug.doseUnit ? Number(drug.dosePerUnit) : 1;
  return (Number(asked.singleDose) / perUnit) * dosesIn(course, asked.days) > MOST_UNITS;
}

const isWhole = (value: Decimal): boolean => /^\d+(\.0+)?$/.test(value);

/** In dispensing units, or the code of what is wrong. */
function quantityOf(asked: DraftItem, usage: Usage, drug: Drug): string {
  if (asked.quantity === undefined) {
    const course = { ...asked, frequency: usage.course };
    const units = dispensingUnitsFor(course, drug);
    return units === undefined ? 'prescriptions.quantity-needed' : handOutUnits(units, drug);
  }
  if (asked.quantityReason === undefined) return 'prescriptions.quantity-reason-needed';
  if (!isWhole(asked.quantity)) return 'prescriptions.whole-units';
  const handedOut = handOutUnits(asked.quantity, drug);
  return Number(handedOut) === Number(asked.quantity) ? handedOut : 'prescriptions.whole-packs';
}

function lineOf(
  asked: DraftItem,
  index: number,
  usage: Usage,
  drug: Drug,
  quantity: Decimal,
  price: Price | undefined,
): Line {
  const byHand = asked.quantity !== undefined;
  const lasting = byHand ? daysCovered(quantity, { ...asked, frequency: usage.course }, drug) : undefined;
  return {
    asked,
    lineNo: index + 1,
    genericId: drug.genericId,
    drugCode: drug.code,
    drugName: drug.name,
    specification: drug.specification,
    category: drug.category,
    dailyDose: dailyDoseOf(asked, usage, drug),
    coveredDays: Math.max(asked.days, lasting ?? 0),
    quantity,
    quantityUnit: drug.dispensingUnit,
    quantityText: quantityText(quantity, drug),
    quantityByHand: byHand,
    unitPrice: price?.unitPrice,
    amountFen: price && lineAmount(price.amount, quantity, price.perQuantity),
  };
}

function dailyDoseOf(asked: DraftItem, usage: Usage, drug: Drug): Line['dailyDose'] {
  const times = decimal(String(dosesOnADay(usage.daily)));
  const dose =
    asked.doseUnit === drug.doseUnit
      ? asked.singleDose
      : asked.doseUnit === drug.dispensingUnit
        ? multiplyDecimal(asked.singleDose, drug.dosePerUnit)
        : undefined;
  return dose && { value: multiplyDecimal(dose, times), unit: drug.doseUnit };
}

export const totalOf = (lines: readonly Line[]) => addFen(...lines.flatMap(({ amountFen }) => amountFen ?? []));
