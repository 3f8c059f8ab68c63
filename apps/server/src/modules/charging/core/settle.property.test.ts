import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addFen, type Fen, fen } from '@xinglin/kernel/money';
import { addDecimal, compareDecimal, type Decimal, fromMillionths } from '@xinglin/kernel/quantity';
import fc from 'fast-check';
import { chargeCategory, type PaymentMethod } from '../contract.ts';
import { planRefund, type StandingLine } from './refund.ts';
import { checkParts, postingsOf, totalOf } from './settle.ts';

const quantity = fc.integer({ min: 1, max: 99_000_000 }).map((millionths) => fromMillionths(BigInt(millionths)));
const line = fc.record({
  category: fc.constantFrom(...chargeCategory.options),
  amountFen: fc.integer({ min: 0, max: 1_000_000 }).map(fen),
  quantity,
});
const bill = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) =>
  lines.map(
    (one, index): StandingLine => ({
      ...one,
      itemId: `item-${index}`,
      lineId: `line-${index}`,
      source: { kind: 'prescription', id: `sheet-${index % 2}` },
    }),
  ),
);
/** A bill with some way of paying it in full. */
const paidBill = fc.tuple(bill, fc.integer({ min: 0, max: 100 })).map(([lines, cardPercent]) => {
  const total = totalOf(lines);
  const card = fen(Math.floor((total * cardPercent) / 100));
  const parts: { method: PaymentMethod; amountFen: Fen }[] = [
    { method: 'cash', amountFen: fen(total - card) },
    { method: 'card', amountFen: card },
  ];
  return { lines, parts: parts.filter(({ amountFen }) => amountFen > 0) };
});
const sum = (amounts: readonly { readonly amountFen: Fen }[]): Fen =>
  addFen(...amounts.map(({ amountFen }) => amountFen));

test('the postings of a settlement sum to zero, and its ways of payment sum to the bill', () => {
  const law = fc.property(paidBill, ({ lines, parts }) => {
    const booked = checkParts(lines, totalOf(lines), parts);
    const postings = postingsOf(lines, booked);
    assert.equal(sum(postings), 0);
    assert.equal(sum(postings.filter(({ account }) => account === 'cash' || account === 'card')), totalOf(lines));
    assert.equal(new Set(postings.map(({ account }) => account)).size, postings.length);
  });
  fc.assert(law, { numRuns: 500 });
});

test('parts that miss the bill by a fen, and cash below the amount, are refused', () => {
  const law = fc.property(paidBill, fc.constantFrom(-1, 1), ({ lines, parts }, off) => {
    const total = totalOf(lines);
    assert.throws(() => checkParts(lines, fen(total + off), parts), { code: 'charging.bill-changed' });
    fc.pre(parts.length > 0);
    const wrong = parts.map((part, index) => (index === 0 ? { ...part, amountFen: fen(part.amountFen + off) } : part));
    assert.throws(() => checkParts(lines, total, wrong), { code: 'charging.parts-do-not-sum' });
    const [first] = parts;
    const short = parts.map((part) => (part === first ? { ...part, tenderedFen: fen(part.amountFen - 1) } : part));
    assert.throws(() => checkParts(lines, total, short), { code: 'charging.not-enough-cash' });
  });
  fc.assert(law, { numRuns: 300 });
});

const wished = paidBill.chain(({ lines, parts }) =>
  fc
    .array(fc.record({ pick: fc.boolean(), percent: fc.integer({ min: 1, max: 100 }) }), {
      minLength: lines.length,
      maxLength: lines.length,
    })
    .map((choices) => ({
      lines,
      parts,
      wishes: lines.flatMap(({ itemId, quantity: charged }, index) => {
        const choice = choices[index];
        if (!choice?.pick) return [];
        return [{ itemId, quantity: share(charged, choice.percent) }];
      }),
    })),
);
const share = (whole: Decimal, percent: number): Decimal => {
  const millionths = BigInt(Math.round(Number(whole) * 1e6));
  const part = (millionths * BigInt(percent)) / 100n;
  return fromMillionths(part > 0n ? part : 1n);
};

test('what goes back and what is kept sum to what was paid: by line, in total, and by way of payment', () => {
  const law = fc.property(wished, ({ lines, parts, wishes }) => {
    const plan = planRefund(lines, parts, wishes);
    assert.equal(plan.refundFen + plan.keptFen, totalOf(lines));
    for (const one of plan.lines) {
      assert.equal(one.refundFen + one.keepFen, one.line.amountFen);
      assert.ok(one.refundFen >= 0 && one.keepFen >= 0);
      assert.equal(compareDecimal(addDecimal(one.refundQuantity, one.keepQuantity), one.line.quantity), 0);
    }
    assert.equal(sum(plan.back), plan.refundFen);
    assert.equal(sum(plan.keptParts), plan.keptFen);
    for (const { method, amountFen } of plan.back) {
      const came = parts.find((part) => part.method === method)?.amountFen ?? 0;
      assert.ok(amountFen <= came, `${amountFen} goes back by ${method}, ${came} came`);
    }
  });
  fc.assert(law, { numRuns: 500 });
});

test('cash goes back only when all that the card paid has gone back', () => {
  const law = fc.property(wished, ({ lines, parts, wishes }) => {
    const plan = planRefund(lines, parts, wishes);
    const cashBack = plan.back.some(({ method }) => method === 'cash');
    assert.ok(!cashBack || !plan.keptParts.some(({ method }) => method === 'card'));
  });
  fc.assert(law, { numRuns: 300 });
});

test('refunding all of a bill leaves nothing; more than was charged is refused', () => {
  const law = fc.property(paidBill, ({ lines, parts }) => {
    const all = planRefund(
      lines,
      parts,
      lines.map(({ itemId }) => ({ itemId })),
    );
    assert.equal(all.refundFen, totalOf(lines));
    assert.deepEqual(all.keptParts, []);
    const [first] = lines;
    const tooMuch = [
      { itemId: first?.itemId ?? '', quantity: addDecimal(first?.quantity ?? ('0' as Decimal), '0.000001' as Decimal) },
    ];
    assert.throws(() => planRefund(lines, parts, tooMuch), { code: 'charging.refund-too-much' });
  });
  fc.assert(law, { numRuns: 300 });
});
