/** Plain decimal text such as "0.5" or "-12"; at most 12 whole and 6 fraction digits, like numeric(18,6). */
export type Decimal = string & { readonly __format: 'decimal' };

export interface Quantity<Unit extends string = string> {
  readonly value: Decimal;
  readonly unit: Unit;
}

/** @throws RangeError for exponents, spaces, or too many digits. */
export function decimal(text: string): Decimal {
  if (!/^-?\d{1,12}(\.\d{1,6})?$/.test(text)) throw new RangeError(`not a plain decimal: ${text}`);
  return text as Decimal;
}

/** @throws RangeError when the units differ: converting is a domain rule, not arithmetic. */
export function addQuantity<Unit extends string>(a: Quantity<Unit>, b: Quantity<Unit>): Quantity<Unit> {
  if (a.unit !== b.unit) throw new RangeError(`cannot add ${a.unit} to ${b.unit}`);
  return { value: addDecimal(a.value, b.value), unit: a.unit };
}

/** Exact millionths; the working form for arithmetic on decimals. */
export function toMillionths(value: Decimal): bigint {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(6, '0'));
  return value.startsWith('-') ? -size : size;
}

export function fromMillionths(millionths: bigint): Decimal {
  const digits = (millionths < 0n ? -millionths : millionths).toString().padStart(7, '0');
  const text = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '');
  return decimal(millionths < 0n ? `-${text}` : text);
}

export const addDecimal = (...values: readonly Decimal[]): Decimal =>
  fromMillionths(values.reduce((sum, value) => sum + toMillionths(value), 0n));

/** −1, 0 or 1. */
export function compareDecimal(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const difference = toMillionths(a) - toMillionths(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Exact product rounded half away from zero at the sixth fraction digit. */
export function multiplyDecimal(a: Decimal, b: Decimal): Decimal {
  return fromMillionths(divideRounded(toMillionths(a) * toMillionths(b), 1_000_000n));
}

/** Whole units needed to cover a / b, rounded up: packs for a course. @throws RangeError when b is not positive. */
export function ceilDivide(a: Decimal, b: Decimal): number {
  const divisor = toMillionths(b);
  if (divisor <= 0n) throw new RangeError('divisor must be positive');
  const dividend = toMillionths(a);
  return Number(dividend <= 0n ? dividend / divisor : (dividend + divisor - 1n) / divisor);
}

/** Integer division rounded half away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const size = dividend < 0n ? -dividend : dividend;
  const by = divisor < 0n ? -divisor : divisor;
  const rounded = (size * 2n + by) / (by * 2n);
  return negative ? -rounded : rounded;
}
