import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { type Field, fieldOf, fits, isSecurity } from './setting-model.ts';

const read = (shape: z.ZodType): Field => fieldOf(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }));

test('every shape that settings have gets fields', () => {
  assert.deepEqual(read(z.int().min(1).max(9)), { kind: 'number', whole: true, min: 1, max: 9 });
  assert.deepEqual(read(z.int()), { kind: 'number', whole: true });
  assert.deepEqual(read(z.number().min(1)), { kind: 'number', whole: false, min: 1 });
  assert.deepEqual(read(z.boolean()), { kind: 'switch' });
  assert.deepEqual(read(z.enum(['day', 'session'])), { kind: 'choice', choices: ['day', 'session'] });
  assert.deepEqual(read(z.int().min(18).max(100).nullable()), { kind: 'number', whole: true, min: 18, max: 100 });
  assert.equal(read(z.array(z.int().min(1).max(120)).min(1).max(6)).kind, 'list');
  const group = read(z.strictObject({ I: z.int().min(0), level: z.enum(['a', 'b']) }));
  assert.deepEqual(group.kind === 'group' && group.fields.map(([key, { kind }]) => [key, kind]), [
    ['I', 'number'],
    ['level', 'choice'],
  ]);
  assert.equal(read(z.string().regex(/^\d+$/)).kind, 'text');
});

test('a shape without fields is written as JSON', () => {
  assert.equal(read(z.union([z.string(), z.number()])).kind, 'json');
  assert.equal(read(z.array(z.array(z.int()))).kind, 'json');
});

test('values are held against the shape', () => {
  const months = read(z.array(z.int().min(1).max(120)).min(1).max(3));
  assert.equal(fits(months, [12, 6]), true);
  for (const wrong of [[], [0], [1, 2, 3, 4], ['6'], 6, null]) assert.equal(fits(months, wrong), false);
  assert.equal(fits(read(z.int().min(1)), 1.5), false);
  assert.equal(fits(read(z.string().regex(/^\d+(\.\d+)?$/)), '37.3'), true);
  assert.equal(fits(read(z.string().regex(/^\d+(\.\d+)?$/)), 'x'), false);
  assert.equal(fits(read(z.object({ a: z.boolean() })), { a: 1 }), false);
});

test('the policy of the security administrator is that of signing in', () => {
  assert.equal(isSecurity('sign-in.password-length'), true);
  assert.equal(isSecurity('stock.expiry-warning-months'), false);
});
