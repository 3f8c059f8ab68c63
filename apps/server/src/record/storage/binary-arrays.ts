import type { Term } from '../parameters/term-hash.ts';

/**
 * Arrays in PostgreSQL's binary wire format. The driver sends a Buffer parameter as binary, so a thousand numbers or
 * a megabyte of sealed content travel without being written out as text and parsed again.
 * Layout: dimensions, null flag, element type, length, lower bound, then each element with its length.
 */
const INT2 = 21;
const INT4 = 23;
const INT8 = 20;
const TEXT = 25;
const HEAD = 20;

function start(count: number, bytes: number, elementType: number, hasNulls = false): Buffer {
  const array = Buffer.allocUnsafe(count === 0 ? 12 : HEAD + bytes);
  array.writeInt32BE(count === 0 ? 0 : 1, 0);
  array.writeInt32BE(hasNulls ? 1 : 0, 4);
  array.writeInt32BE(elementType, 8);
  if (count === 0) return array;
  array.writeInt32BE(count, 12);
  array.writeInt32BE(1, 16);
  return array;
}

export function int2Array(values: readonly number[]): Buffer {
  const array = start(values.length, values.length * 6, INT2);
  let at = HEAD;
  for (const value of values) {
    array.writeInt32BE(2, at);
    array.writeInt16BE(value, at + 4);
    at += 6;
  }
  return array;
}

export function int4Array(values: readonly number[]): Buffer {
  const array = start(values.length, values.length * 8, INT4);
  let at = HEAD;
  for (const value of values) {
    array.writeInt32BE(4, at);
    array.writeInt32BE(value, at + 4);
    at += 8;
  }
  return array;
}

/** Whole numbers within ±2^53. */
export function int8Array(values: readonly number[]): Buffer {
  const array = start(values.length, values.length * 12, INT8);
  let at = HEAD;
  for (const value of values) {
    array.writeInt32BE(8, at);
    array.writeBigInt64BE(BigInt(value), at + 4);
    at += 12;
  }
  return array;
}

/** Terms as bigint; undefined becomes null. */
export function termArray(values: readonly (Term | undefined)[]): Buffer {
  const nulls = values.reduce((count, value) => count + (value === undefined ? 1 : 0), 0);
  const array = start(values.length, values.length * 12 - nulls * 8, INT8, nulls > 0);
  let at = HEAD;
  for (const value of values) {
    array.writeInt32BE(value === undefined ? -1 : 8, at);
    at += 4;
    if (value === undefined) continue;
    array.write(value, at, 8, 'latin1');
    at += 8;
  }
  return array;
}

export function textArray(values: readonly string[]): Buffer {
  const sizes = values.map((value) => Buffer.byteLength(value));
  const array = start(
    values.length,
    sizes.reduce((sum, size) => sum + size + 4, 0),
    TEXT,
  );
  let at = HEAD;
  for (const [index, value] of values.entries()) {
    const size = sizes[index] ?? 0;
    array.writeInt32BE(size, at);
    array.write(value, at + 4);
    at += 4 + size;
  }
  return array;
}
