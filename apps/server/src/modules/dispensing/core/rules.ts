import { DomainError } from '@xinglin/kernel/domain-error';
import { compareDecimal, type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import { CHECK_POINTS, type CheckPoint, type TaskState } from '../contract.ts';

/**
 * A second pair of eyes: nobody reviews or hands out what they prescribed themselves.
 * @throws DomainError 'rule' dispensing.own-prescription.
 */
export function requireOtherThanPrescriber(staffId: string, prescriberId: string): void {
  if (staffId === prescriberId) throw new DomainError('rule', 'dispensing.own-prescription');
}

/** @throws DomainError 'rule' dispensing.needs-two-persons, dispensing.not-prepared, where the institution asks for it. */
export function requireTwoPersons(wanted: boolean, staffId: string, preparedBy: string | undefined): void {
  if (!wanted) return;
  if (preparedBy === undefined) throw new DomainError('rule', 'dispensing.not-prepared');
  if (preparedBy === staffId) throw new DomainError('rule', 'dispensing.needs-two-persons');
}

/** 四查十对. @throws DomainError 'rule' dispensing.not-all-checked {missing}: the number of points left. */
export function requireAllChecked(checked: readonly CheckPoint[]): void {
  const missing = CHECK_POINTS.filter((point) => !checked.includes(point));
  if (missing.length > 0) throw new DomainError('rule', 'dispensing.not-all-checked', { missing: missing.length });
}

export interface Handed {
  readonly itemId: string;
  readonly quantity: Decimal;
  readonly returned: Decimal;
}

/**
 * Whether money may go back for a prescription. Before the hand-out only for the whole sheet, because half a sheet
 * cannot be handed out; after it only for goods that are back: what stays charged must cover what stays out.
 * @throws DomainError 'rule' dispensing.refund-whole, dispensing.goods-not-back {out, keep}.
 */
export function requireRefundable(
  state: TaskState | undefined,
  handed: readonly Handed[],
  {
    whole,
    lines,
  }: { readonly whole: boolean; readonly lines: readonly { readonly lineId: string; readonly keep: Decimal }[] },
): void {
  if (state !== 'handed-out' && state !== 'goods-returned') {
    if (!whole) throw new DomainError('rule', 'dispensing.refund-whole');
    return;
  }
  for (const { lineId, keep } of lines) {
    const item = handed.find(({ itemId }) => itemId === lineId);
    if (item && compareDecimal(keep, outWith(item)) < 0) {
      throw new DomainError('rule', 'dispensing.goods-not-back', { out: outWith(item), keep });
    }
  }
}

/** What is still with the patient. */
const outWith = ({ quantity, returned }: Handed): Decimal =>
  fromMillionths(toMillionths(quantity) - toMillionths(returned));
