import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitSummary } from '@xinglin/server/contract/visits';
import { entriesOf, headlineOf, lagging, type PersonNote } from './timeline-model.ts';

const visit = (visitId: string, registeredAt: string) => ({ visitId, registeredAt }) as VisitSummary;
const note = (visitId: string, signedAt: string, state: PersonNote['state'] = 'signed') =>
  ({
    noteId: `n-${visitId}`,
    visitId,
    signedAt,
    state,
    content: {
      sections: { chiefComplaint: '咳嗽2天' },
      diagnoses: [
        { display: '高血压', isMain: false, certainty: 'confirmed' },
        { display: '上呼吸道感染', isMain: true, certainty: 'suspected' },
      ],
    },
  }) as unknown as PersonNote;

const ids = (entries: readonly { readonly visitId: string }[]) => entries.map(({ visitId }) => visitId).join(' ');

test('a note stands with its visit, newest visit first', () => {
  const visits = { items: [visit('b', '2026-03-02T01:00:00Z'), visit('a', '2026-03-01T01:00:00Z')], more: false };
  const notes = { items: [note('a', '2026-03-03T09:00:00Z'), note('b', '2026-03-02T02:00:00Z')], more: false };
  const entries = entriesOf(visits, notes);
  // The note of `a` was signed last, but the visit was the earlier one.
  assert.equal(ids(entries), 'b a');
  assert.deepEqual(
    entries.map(({ notes: own }) => own.length),
    [1, 1],
  );
});

test('a visit waits until its note must have been asked for', () => {
  const visits = { items: [visit('b', '2026-03-05T01:00:00Z'), visit('a', '2026-03-01T01:00:00Z')], more: false };
  const notes = { items: [note('b', '2026-03-05T02:00:00Z')], more: true };
  // The note of `b` was signed after the registration of `b`: older notes may still belong to both.
  assert.equal(ids(entriesOf(visits, notes)), '');
  assert.equal(lagging(visits, notes), 'notes');
  const further = { items: [...notes.items, note('x', '2026-03-03T00:00:00Z')], more: true };
  assert.equal(ids(entriesOf(visits, further)), 'b x');
  assert.equal(ids(entriesOf(visits, { ...further, more: false })), 'b x a');
});

test('without the permission for one source, the other one is the line', () => {
  const visits = { items: [visit('a', '2026-03-01T01:00:00Z')], more: false };
  const notes = { items: [note('a', '2026-03-01T02:00:00Z'), note('0', '2026-02-01T02:00:00Z')], more: false };
  assert.equal(ids(entriesOf(visits, undefined)), 'a');
  assert.equal(ids(entriesOf(undefined, notes)), 'a 0');
  assert.equal(ids(entriesOf(undefined, undefined)), '');
});

test('a note whose visit may be on an older page is not shown alone', () => {
  const visits = { items: [visit('b', '2026-03-05T01:00:00Z')], more: true };
  const notes = { items: [note('a', '2026-03-06T01:00:00Z')], more: false };
  assert.equal(ids(entriesOf(visits, notes)), 'b');
  assert.equal(lagging(visits, notes), 'visits');
  assert.equal(ids(entriesOf({ ...visits, more: false }, notes)), 'a b');
});

test('the line ends when no source has more', () => {
  assert.equal(lagging({ items: [], more: false }, { items: [], more: false }), undefined);
  assert.equal(lagging(undefined, undefined), undefined);
});

test('the head of an entry names the main diagnosis first, of a note that stands', () => {
  const of = (notes: readonly PersonNote[]) => headlineOf({ visitId: 'a', at: '', notes });
  assert.deepEqual(of([note('a', '2026-03-01T02:00:00Z')]), {
    diagnoses: ['上呼吸道感染？', '高血压'],
    complaint: '咳嗽2天',
  });
  assert.deepEqual(of([note('a', '2026-03-01T02:00:00Z', 'void')]), { diagnoses: [] });
});
