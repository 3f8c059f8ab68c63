import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INSTITUTION_ZONE } from '@xinglin/kernel/clock';
import { sessionAt, ticketPrefix, ticketText } from './ticket.ts';

test('letters are never given twice and never look like digits', () => {
  const prefixes = Array.from({ length: 700 }, (_, index) => ticketPrefix(index));
  assert.equal(new Set(prefixes).size, 700);
  assert.ok(prefixes.every((prefix) => /^[A-HJ-NP-Z]+$/.test(prefix)));
  assert.deepEqual([prefixes[0], prefixes[23], prefixes[24]], ['A', 'Z', 'AA']);
  assert.equal(ticketText('A', 3), 'A003');
  assert.equal(ticketText('AA', 1204), 'AA1204');
});

test('half past midnight is night, noon is afternoon', () => {
  const hours = { morningFrom: 6, afternoonFrom: 12, nightFrom: 18 };
  const at = (time: string) =>
    sessionAt(Temporal.Instant.from(`2026-03-02T${time}:00+08:00`).toZonedDateTimeISO(INSTITUTION_ZONE), hours);
  assert.deepEqual(['00:30', '06:00', '11:59', '12:00', '17:59', '18:00'].map(at), [
    'night',
    'morning',
    'morning',
    'afternoon',
    'afternoon',
    'night',
  ]);
});
