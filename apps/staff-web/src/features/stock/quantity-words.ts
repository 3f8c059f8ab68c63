import { type Decimal, decimal, fromMillionths, multiplyDecimal, toMillionths } from '@xinglin/kernel/quantity';

interface Units {
  /** Dispensing units in one pack. */
  readonly packSize: string;
  readonly packUnit: string;
  readonly dispensingUnit: string;
}

/** "2盒+3片" for 51 of a pack of 24: how goods are counted on the shelf. A minus stands in front of the whole. */
export function packsText(quantity: string, { packSize, packUnit, dispensingUnit }: Units): string {
  const size = toMillionths(packSize as Decimal);
  const all = toMillionths(quantity as Decimal);
  if (size <= 0n || packUnit === dispensingUnit) return `${quantity}${dispensingUnit}`;
  const amount = all < 0n ? -all : all;
  const packs = amount / size;
  const rest = amount - packs * size;
  const parts = [packs > 0n && `${packs}${packUnit}`, rest > 0n && `${fromMillionths(rest)}${dispensingUnit}`];
  const said = parts.filter(Boolean).join('+') || `0${dispensingUnit}`;
  return all < 0n ? `-${said}` : said;
}

/** A quantity as typed; undefined when it is none. Zero counts only where it makes sense. */
export function readQuantity(typed: string, { zero = false } = {}): Decimal | undefined {
  const text = typed.trim();
  if (!/^\d{1,9}(\.\d{1,4})?$/.test(text)) return undefined;
  return !zero && Number(text) === 0 ? undefined : decimal(text);
}

/** A purchase price in yuan with up to six digits, zero allowed (donated goods); undefined when it is none. */
export function readPrice(typed: string): Decimal | undefined {
  const text = typed.trim();
  return /^\d{1,9}(\.\d{1,6})?$/.test(text) ? decimal(text) : undefined;
}

/** What a number of units costs, in yuan with two digits, rounded half up. */
export function costText(price: Decimal, quantity: Decimal): string {
  const millionths = toMillionths(multiplyDecimal(price, quantity));
  const fen = (millionths + 5_000n) / 10_000n;
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
