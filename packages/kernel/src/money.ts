/** Whole fen (¥0.01). Always a safe integer; never yuan, never a fraction. */
export type Fen = number & { readonly __unit: 'fen' };

/** @throws RangeError when `value` is not a whole number of fen. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not whole fen: ${value}`);
  // Normalises -0, which deepEqual and Object.is tell apart from 0.
  return (value === 0 ? 0 : value) as Fen;
}

export const addFen = (...amounts: readonly Fen[]): Fen =>
  fen(amounts.reduce<number>((sum, amount) => sum + amount, 0));
export const negateFen = (amount: Fen): Fen => fen(-amount);

/**
 * Splits `total` in proportion to `weights` (non-negative integers, not all zero).
 * The parts always sum to `total`; leftover fen go to the earliest parts with a weight.
 * @throws RangeError when a weight is negative or fractional, or all are zero.
 */
export function splitFen<const Weights extends readonly number[]>(total: Fen, weights: Weights) {
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) throw new RangeError('bad weight');
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) throw new RangeError('no weight to split by');
  // bigint, because total × weight can pass 2^53 long before either does.
  const parts = weights.map((weight) => (BigInt(total) * BigInt(weight)) / BigInt(whole));
  let left = BigInt(total) - parts.reduce((sum, part) => sum + part, 0n);
  const step = left < 0n ? -1n : 1n;
  return parts.map((part, index) => {
    if (left === 0n || weights[index] === 0) return fen(Number(part));
    left -= step;
    return fen(Number(part + step));
  }) as { -readonly [Index in keyof Weights]: Fen };
}

/** "12.34" for 1234 fen; always two digits, a minus in front when negative. No currency sign. */
export function yuanText(amount: Fen): string {
  const digits = Math.abs(amount).toString().padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Reads what a person types ("12", "12.3", "12.34"); undefined when it is not an amount of yuan. */
export function fenFromYuanText(text: string): Fen | undefined {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const size = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return fen(match[1] === '-' ? -size : size);
}

const digitWords = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const placeWords = ['', '拾', '佰', '仟'];
const groupWords = ['', '万', '亿'];

/** Amount in the capital numerals that receipts carry: 1234 fen → 壹拾贰元叁角肆分. */
export function fenInCapitals(amount: Fen): string {
  if (amount === 0) return '零元整';
  const size = Math.abs(amount);
  const yuan = Math.floor(size / 100);
  const jiao = Math.floor(size / 10) % 10;
  const cent = size % 10;
  const whole = wholeInCapitals(yuan);
  const parts = [whole && `${whole}元`, jiao > 0 && `${digitWords[jiao]}角`, cent > 0 && `${digitWords[cent]}分`];
  if (jiao === 0 && cent > 0 && whole) parts.splice(1, 0, '零');
  return `${amount < 0 ? '负' : ''}${parts.filter(Boolean).join('')}${cent === 0 ? '整' : ''}`;
}

function wholeInCapitals(yuan: number): string {
  let text = '';
  let zeroWaiting = false;
  const digits = yuan.toString();
  for (const [index, digit] of [...digits].entries()) {
    const place = digits.length - index - 1;
    const value = Number(digit);
    if (value === 0) zeroWaiting = text !== '';
    else {
      text += `${zeroWaiting ? '零' : ''}${digitWords[value]}${placeWords[place % 4]}`;
      zeroWaiting = false;
    }
    const groupHasDigits = Number(digits.slice(Math.max(0, digits.length - place - 4), digits.length - place)) > 0;
    if (place % 4 === 0 && place > 0 && groupHasDigits) text += groupWords[place / 4] ?? '';
  }
  return text;
}
