import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ComparedPerson, compare, levelOf, scoreOf } from './compare.ts';

const thresholds = { likely: 80, possible: 60 };

const person = (known: Partial<ComparedPerson> = {}): ComparedPerson => ({
  name: '王小明',
  temporary: undefined,
  sounds: new Set(['wangxiaoming']),
  sex: 'male',
  bornOn: '1980-05-06',
  bornOnIsEstimate: false,
  phone: undefined,
  villageId: undefined,
  addressDetail: undefined,
  contactName: undefined,
  contactPhone: undefined,
  motherId: undefined,
  documents: [],
  ...known,
});
const level = (one: ComparedPerson, other: ComparedPerson) => levelOf(compare(one, other), thresholds);
const verdict = (one: ComparedPerson, other: ComparedPerson, fact: string) =>
  compare(one, other).find((agreement) => agreement.fact === fact)?.verdict;

const someone = fc.record<ComparedPerson>({
  name: fc.constantFrom('王小明', '王晓明', '王明', '李四', '欧阳娜娜', '欧阳娜', '无名氏100016'),
  temporary: fc.constantFrom(undefined, 'newborn', 'nameless'),
  sounds: fc
    .uniqueArray(fc.constantFrom('wangxiaoming', 'wangming', 'lisi'), { maxLength: 2 })
    .map((all) => new Set(all)),
  sex: fc.constantFrom('male', 'female', 'other', 'unknown'),
  bornOn: fc.constantFrom(undefined, '1980-05-06', '1980-06-05', '1980-05-16', '2001-01-01'),
  bornOnIsEstimate: fc.boolean(),
  phone: fc.constantFrom(undefined, '13800000001', '13800000002'),
  villageId: fc.constantFrom(undefined, 'a', 'b'),
  addressDetail: fc.constantFrom(undefined, '1号', '2号'),
  contactName: fc.constantFrom(undefined, '李四', '张三'),
  contactPhone: fc.constantFrom(undefined, '13800000001', '13800000003'),
  motherId: fc.constantFrom(undefined, 'm', 'n'),
  documents: fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('resident-id' as const, 'passport' as const),
      number: fc.constantFrom('1', '2'),
    }),
    { maxLength: 2, selector: ({ kind }) => kind },
  ),
});

test('comparing is symmetric: the order of two people never matters', () => {
  const law = fc.property(someone, someone, (one, other) => assert.deepEqual(compare(one, other), compare(other, one)));
  fc.assert(law, { numRuns: 2_000 });
});

test('everybody is at least likely to be themselves, when the birth date is known', () => {
  const law = fc.property(someone, (one) => {
    fc.pre(one.bornOn !== undefined && !one.bornOnIsEstimate);
    assert.ok(['certain', 'likely'].includes(level(one, one)), JSON.stringify(compare(one, one)));
  });
  fc.assert(law, { numRuns: 1_000 });
});

test('facts that nobody knows weigh nothing', () => {
  const law = fc.property(someone, someone, (one, other) => {
    for (const { verdict: found, points } of compare(one, other)) if (found === 'unknown') assert.equal(points, 0);
  });
  fc.assert(law, { numRuns: 1_000 });
});

test('one identity number is certain, whatever else differs', () => {
  const documents = [{ kind: 'resident-id' as const, number: '1' }];
  assert.equal(
    level(person({ documents }), person({ documents, name: '李四', sex: 'female', sounds: new Set() })),
    'certain',
  );
});

test('two identity numbers speak for two people, also with one name and one birth date', () => {
  const one = person({ documents: [{ kind: 'resident-id', number: '1' }] });
  const other = person({ documents: [{ kind: 'resident-id', number: '2' }] });
  assert.equal(level(one, other), 'unlikely');
});

test('a second passport does not speak against one person', () => {
  const one = person({ documents: [{ kind: 'passport', number: '1' }] });
  const other = person({ documents: [{ kind: 'passport', number: '2' }] });
  assert.equal(verdict(one, other, 'document'), 'unknown');
  assert.equal(level(one, other), 'likely');
});

test('one name and one birth date ask; one name alone does not', () => {
  assert.equal(level(person(), person()), 'likely');
  assert.equal(level(person({ bornOn: undefined }), person()), 'unlikely');
  assert.equal(level(person({ bornOn: undefined, villageId: 'a' }), person({ villageId: 'a' })), 'unlikely');
});

test('a name that sounds alike counts as such, and is not held against the pair', () => {
  const written = person({ name: '王晓明' });
  assert.deepEqual(
    compare(person(), written).filter(({ fact }) => fact.startsWith('name')),
    [
      { fact: 'name', verdict: 'similar', points: 20 },
      { fact: 'name-sound', verdict: 'same', points: 30 },
    ],
  );
  const apart = person({ name: '王萧鸣' });
  assert.equal(compare(person(), apart).find(({ fact }) => fact === 'name')?.points, 0);
});

test('a mistyped birth date is similar, another one different', () => {
  const born = (bornOn: string) => person({ bornOn });
  assert.equal(verdict(born('1980-05-06'), born('1980-05-16'), 'birth-date'), 'similar');
  assert.equal(verdict(born('1980-05-06'), born('1980-06-05'), 'birth-date'), 'similar');
  assert.equal(verdict(born('1980-05-06'), born('1981-11-06'), 'birth-date'), 'different');
});

test('an estimated birth date never agrees exactly', () => {
  const guessed = person({ bornOn: '1980-01-01', bornOnIsEstimate: true });
  assert.equal(verdict(guessed, person({ bornOn: '1982-03-04' }), 'birth-date'), 'similar');
  assert.equal(verdict(guessed, person({ bornOn: '1990-03-04' }), 'birth-date'), 'different');
});

test('twins of one mother are two people; a child and its temporary name are one', () => {
  const twin = (name: string, sound: string): ComparedPerson =>
    person({
      name,
      sounds: new Set([sound]),
      temporary: 'newborn',
      bornOn: '2026-03-02',
      motherId: 'm',
      contactPhone: '1',
    });
  assert.equal(level(twin('王芳之子1', 'wangfangzhizi1'), twin('王芳之子2', 'wangfangzhizi2')), 'unlikely');
  const named = person({
    name: '李安',
    sounds: new Set(['lian']),
    bornOn: '2026-03-02',
    motherId: 'm',
    contactPhone: '1',
  });
  assert.equal(verdict(twin('王芳之子', 'wangfangzhizi'), named, 'name'), 'unknown');
  assert.equal(level(twin('王芳之子', 'wangfangzhizi'), named), 'possible');
});

test('a family phone is similar, not the same', () => {
  assert.equal(verdict(person({ phone: '1' }), person({ contactPhone: '1' }), 'phone'), 'similar');
});

test('the score is the sum of what is shown', () => {
  const law = fc.property(someone, someone, (one, other) => {
    const agreements = compare(one, other);
    assert.equal(
      scoreOf(agreements),
      agreements.reduce((sum, { points }) => sum + points, 0),
    );
  });
  fc.assert(law, { numRuns: 200 });
});
