import { type Fen, fen } from '@xinglin/kernel/money';
import { type Decimal, decimal, divideRounded, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';

/** Yuan in millionths, times units in millionths, per whole fen. */
const MILLIONTHS_SQUARED_PER_FEN = 10_000_000_000n;

const ONE = decimal('1');

/**
 * What a line costs: price × quantity, rounded half up to whole fen once. A total is the sum of its lines and is
 * never rounded again.
 *
 * @param price yuan for `perQuantity` units. For a pack price give the pack size: then whole packs cost exactly
 *   their price, however the price of a single unit would round.
 * @param quantity in units; negative for what is taken back (rounded away from zero, so that a reversal cancels).
 * @throws RangeError when `perQuantity` is not positive or the amount is beyond whole fen.
 */
export function lineAmount(price: Decimal, quantity: Decimal, perQuantity: Decimal = ONE): Fen {
  const per = toMillionths(perQuantity);
  if (per <= 0n) throw new RangeError(`price for a quantity of ${perQuantity}`);
  const exact = toMillionths(price) * toMillionths(quantity) * 1_000_000n;
  return fen(Number(divideRounded(exact, per * MILLIONTHS_SQUARED_PER_FEN)));
}

/** Yuan for one unit, rounded half up to six digits: for showing and for comparing, not for charging packs. */
export function unitPriceOf(amount: Decimal, perQuantity: Decimal): Decimal {
  const per = toMillionths(perQuantity);
  if (per <= 0n) throw new RangeError(`price for a quantity of ${perQuantity}`);
  return fromMillionths(divideRounded(toMillionths(amount) * 1_000_000n, per));
}
