import { type Decimal, divideRounded, fromMillionths, multiplyDecimal, toMillionths } from '@xinglin/kernel/quantity';

/** Packs to dispensing units: 3 boxes of 24 capsules are 72 capsules. */
export const toDispensingUnits = (packs: Decimal, packSize: Decimal): Decimal => multiplyDecimal(packs, packSize);

/**
 * Price of a pack to price of one dispensing unit, in yuan, rounded half up at the sixth digit.
 * @throws RangeError when the pack size is not positive.
 */
export function perDispensingUnit(pricePerPack: Decimal, packSize: Decimal): Decimal {
  const size = toMillionths(packSize);
  if (size <= 0n) throw new RangeError(`pack size must be positive: ${packSize}`);
  return fromMillionths(divideRounded(toMillionths(pricePerPack) * 1_000_000n, size));
}
