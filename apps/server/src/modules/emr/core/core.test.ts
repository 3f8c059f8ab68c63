import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NoteContent, NoteInput } from '../contract.ts';
import { isLocked, isUsable, whyNotAmend, whyNotWrite } from './access.ts';
import { missingFrom } from './completeness.ts';
import { type CodedName, contentText, sameContent, settleContent } from './content.ts';
import { noteLife, requestLife } from './life.ts';

const required = {
  first: ['chiefComplaint', 'presentIllness', 'pastHistory', 'physicalExamination', 'auxiliaryResults', 'plan'],
  return: ['chiefComplaint', 'presentIllness', 'physicalExamination', 'auxiliaryResults', 'plan'],
} as const;
const named = (code: string, retired = false): [string, CodedName] => [
  code,
  { code, display: `名称${code}`, system: 'icd10-nhsa', version: '2.0', retired },
];
const known = new Map([named('J06.900'), named('I10.x00'), named('W19.x00'), named('A00.000', true)]);
const dates = { today: '2026-03-02', visitedOn: '2026-03-02' };
let made = 0;
const settle = (input: Partial<NoteInput>, before: NoteContent['diagnoses'] = []): NoteContent =>
  settleContent(
    { visitType: 'first', sections: {}, diagnoses: [], ...input },
    known,
    before,
    () => `id-${made++}`,
    dates,
  );
const diagnosis = (code: string, isMain = true) => ({ code, isMain, certainty: 'confirmed' as const });
const complete = {
  chiefComplaint: '咳嗽3天',
  presentIllness: 'x',
  pastHistory: 'x',
  physicalExamination: 'x',
  auxiliaryResults: '无',
  plan: 'x',
};

test('every section that is required is named, and nothing else', () => {
  const names = Object.keys(complete) as (keyof typeof complete)[];
  const law = fc.property(
    fc.subarray(names),
    fc.constantFrom('first' as const, 'return' as const),
    (written, visitType) => {
      const sections = Object.fromEntries(written.map((name) => [name, 'x']));
      const content = settle({ visitType, sections, diagnoses: [diagnosis('J06.900')] });
      const missing = missingFrom(content, required, new Set()).map(({ path }) => path);
      const expected = required[visitType].filter((name) => !written.includes(name));
      assert.deepEqual(
        missing,
        expected.map((name) => `content.sections.${name}`),
      );
    },
  );
  fc.assert(law);
});

test('a note needs a diagnosis, one main, and one that may be main', () => {
  const codes = (diagnoses: NoteInput['diagnoses']) =>
    missingFrom(settle({ sections: complete, diagnoses }), required, new Set(['W19.x00'])).map(({ code }) => code);
  assert.deepEqual(codes([]), ['emr.diagnosis-required']);
  assert.deepEqual(codes([diagnosis('J06.900', false)]), ['emr.main-diagnosis-required']);
  assert.deepEqual(codes([diagnosis('W19.x00')]), ['emr.never-main']);
  assert.deepEqual(codes([diagnosis('J06.900'), diagnosis('W19.x00', false)]), []);
});

test('empty text is no text', () => {
  const { sections } = settle({ sections: { chiefComplaint: '  ', plan: ' 休息\r\n多饮水 ' } });
  assert.deepEqual(sections, { plan: '休息\n多饮水' });
});

test('a diagnosis keeps its identifier and name through saves, also when its code is retired since', () => {
  const first = settle({ diagnoses: [diagnosis('J06.900')] });
  const second = settle({ diagnoses: [diagnosis('I10.x00', false), diagnosis('J06.900')] }, first.diagnoses);
  assert.equal(second.diagnoses[1]?.id, first.diagnoses[0]?.id);
  assert.notEqual(second.diagnoses[0]?.id, first.diagnoses[0]?.id);
  const old = [{ ...first.diagnoses[0], code: 'A00.000', display: '旧名' } as NoteContent['diagnoses'][number]];
  assert.equal(settle({ diagnoses: [diagnosis('A00.000')] }, old).diagnoses[0]?.display, '旧名');
  assert.throws(() => settle({ diagnoses: [diagnosis('A00.000')] }), { code: 'emr.unknown-diagnosis' });
});

test('diagnoses and dates that cannot be are refused naming the field', () => {
  const refused = (input: Partial<NoteInput>, path: string, code: string) =>
    assert.throws(
      () => settle(input),
      (error: { fields?: { path: string; code: string }[] }) =>
        error.fields?.[0]?.path === path && error.fields[0].code === code,
    );
  const twice = [diagnosis('J06.900'), diagnosis('J06.900', false)];
  refused({ diagnoses: twice }, 'content.diagnoses.1.code', 'emr.diagnosis-twice');
  refused({ diagnoses: [diagnosis('X99')] }, 'content.diagnoses.0.code', 'emr.unknown-diagnosis');
  refused({ diagnoses: [diagnosis('J06.900'), diagnosis('I10.x00')] }, 'content.diagnoses', 'emr.one-main-diagnosis');
  refused(
    { diagnoses: [{ ...diagnosis('J06.900'), onsetOn: '2026-03-03' as never }] },
    'content.diagnoses.0.onsetOn',
    'emr.onset-in-future',
  );
  refused({ followUpOn: '2026-03-01' as never }, 'content.followUpOn', 'emr.follow-up-before-visit');
});

test('the text that is signed does not depend on the order in which parts arrive', () => {
  const law = fc.property(fc.shuffledSubarray(Object.entries(complete), { minLength: 6 }), (entries) => {
    assert.ok(sameContent(settle({ sections: Object.fromEntries(entries) }), settle({ sections: complete })));
  });
  fc.assert(law);
  assert.equal(contentText(settle({ sections: complete })), contentText(settle({ sections: complete })));
});

test('only the doctor of an open visit writes, and a signed note is not written over', () => {
  const visit = { state: 'in-consultation' as const, doctorId: 'd' };
  assert.equal(whyNotWrite({ visit, note: undefined, staffId: 'd' }), undefined);
  assert.equal(whyNotWrite({ visit: { ...visit, state: 'held' }, note: { state: 'draft' }, staffId: 'd' }), undefined);
  assert.equal(whyNotWrite({ visit, note: undefined, staffId: 'e' }), 'emr.not-your-visit');
  assert.equal(
    whyNotWrite({ visit: { ...visit, doctorId: undefined }, note: undefined, staffId: 'd' }),
    'emr.not-your-visit',
  );
  assert.equal(whyNotWrite({ visit, note: { state: 'signed' }, staffId: 'd' }), 'emr.signed-already');
  for (const state of ['registered', 'waiting', 'called', 'passed', 'finished', 'cancelled', 'no-show'] as const) {
    assert.equal(whyNotWrite({ visit: { ...visit, state }, note: undefined, staffId: 'd' }), 'emr.visit-not-open');
  }
});

test('after the lock only an approval in time opens the note', () => {
  const at = (text: string) => Temporal.Instant.from(text);
  const note = { state: 'signed' as const, doctorId: 'd', locksAt: '2026-03-03T00:00:00Z' };
  const approved = { state: 'approved', validUntil: '2026-03-04T00:00:00Z' };
  assert.equal(isLocked(note, at('2026-03-02T23:59:59Z')), false);
  assert.equal(isLocked(note, at('2026-03-03T00:00:00Z')), true);
  assert.equal(whyNotAmend(note, undefined, 'd', at('2026-03-02T12:00:00Z')), undefined);
  assert.equal(whyNotAmend(note, undefined, 'e', at('2026-03-02T12:00:00Z')), 'emr.not-your-note');
  assert.equal(whyNotAmend(note, undefined, 'd', at('2026-03-03T12:00:00Z')), 'emr.locked');
  assert.equal(whyNotAmend(note, approved, 'd', at('2026-03-03T12:00:00Z')), undefined);
  assert.equal(whyNotAmend(note, approved, 'd', at('2026-03-04T00:00:00Z')), 'emr.locked');
  assert.equal(whyNotAmend({ ...note, state: 'draft' }, approved, 'd', at('2026-03-02T12:00:00Z')), 'emr.not-signed');
  for (const state of ['waiting', 'refused', 'used', 'expired']) {
    assert.equal(isUsable({ ...approved, state }, at('2026-03-03T12:00:00Z')), false, state);
  }
});

test('every state of the life cycles can be reached', () => {
  const reach = (
    life: { states: string[]; table: Readonly<Record<string, Readonly<Record<string, string>>>> },
    start: string,
  ) => {
    const seen = new Set([start]);
    for (const state of seen) for (const next of Object.values(life.table[state] ?? {})) seen.add(next);
    assert.deepEqual([...seen].sort(), [...life.states].sort());
  };
  reach(noteLife as never, 'draft');
  reach(requestLife as never, 'waiting');
});
