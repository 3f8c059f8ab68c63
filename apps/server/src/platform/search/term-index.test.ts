import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Searchable, type SearchOptions, termIndex, termsOf, type UsesByKey } from './term-index.ts';

const thing = (key: string, name: string, english: string, ...aliases: string[]): Searchable<string> => ({
  key,
  item: name,
  terms: termsOf({ chinese: [name, ...aliases], english: [english], codes: [key] }),
});
const index = termIndex([
  thing('J06.900', '急性上呼吸道感染', 'Acute upper respiratory infection', '上感', '感冒'),
  thing('J03.900', '急性扁桃体炎', 'Acute tonsillitis'),
  thing('A09.001', '感染性胃肠炎', 'Infectious gastroenteritis', '感染性腹泻'),
  thing('I10.x00x002', '高血压', 'Hypertension'),
  thing('I10.x03', '高血压1级', 'Hypertension grade 1'),
  thing('J11.101', '流行性感冒', 'Influenza', '流感'),
]);
const find = (typed: string, options: Partial<SearchOptions<string>> = {}) =>
  index.search(typed, { limit: 10, ...options }).map(({ item }) => item);

test('things are found by Chinese, alias, pinyin, initials, English and code', () => {
  for (const typed of ['高血', 'gaoxueya', 'gxy', 'GXY', 'hyper', 'i10x00', 'I10.x00', 'i10x00x002']) {
    assert.equal(find(typed)[0], '高血压', typed);
  }
  assert.deepEqual(find('i10').sort(), ['高血压', '高血压1级']);
  assert.deepEqual(find('上感'), ['急性上呼吸道感染']);
  assert.deepEqual(find('shanggan'), ['急性上呼吸道感染']);
  assert.deepEqual(find('tonsil'), ['急性扁桃体炎']);
  assert.deepEqual(find('btt'), ['急性扁桃体炎']);
  assert.deepEqual(find('扁桃'), ['急性扁桃体炎']);
  assert.deepEqual(find('zzzz'), []);
});

test('exact before prefix before infix', () => {
  assert.deepEqual(find('感冒'), ['急性上呼吸道感染', '流行性感冒']);
  assert.deepEqual(find('gxy'), ['高血压', '高血压1级']);
  const [first, second] = index.search('感染', { limit: 5 });
  assert.deepEqual([first?.item, first?.match], ['感染性胃肠炎', 'prefix']);
  assert.deepEqual([second?.item, second?.match], ['急性上呼吸道感染', 'infix']);
});

test('what the person uses comes first, then what the institution uses', () => {
  const uses: UsesByKey = new Map([
    ['I10.x03', { own: 3, all: 9 }],
    ['J06.900', { own: 0, all: 40 }],
  ]);
  assert.deepEqual(find('gxy', { uses }), ['高血压1级', '高血压']);
  assert.deepEqual(find('感染', { uses }), ['急性上呼吸道感染', '感染性胃肠炎']);
});

test('a used thing that matches inside is found though the page is full of prefixes', () => {
  const many = termIndex([
    ...Array.from({ length: 300 }, (_, i) => thing(`P${i}`, `感染性疾病${i}号`, `infection ${i}`)),
    thing('X1', '尿路感染', 'Urinary infection'),
  ]);
  const uses = new Map([['X1', { own: 1, all: 1 }]]);
  assert.equal(many.search('感染', { limit: 5, uses })[0]?.item, '尿路感染');
  assert.ok(!many.search('感染', { limit: 5 }).some(({ item }) => item === '尿路感染'));
});

test('nothing typed shows what is used, and all things when asked', () => {
  const uses = new Map([['J03.900', { own: 1, all: 1 }]]);
  assert.deepEqual(find('', { uses }), ['急性扁桃体炎']);
  assert.deepEqual(find('', { uses, listAll: true, limit: 2 }), ['急性扁桃体炎', '急性上呼吸道感染']);
  assert.deepEqual(find('', { listAll: true, limit: 2, offset: 4 }), ['高血压1级', '流行性感冒']);
});

test('several words must all match, and a filter holds', () => {
  assert.deepEqual(find('急性 炎'), ['急性扁桃体炎']);
  assert.deepEqual(find('jx hxd'), ['急性上呼吸道感染']);
  assert.deepEqual(find('gxy', { allow: (name) => name !== '高血压' }), ['高血压1级']);
});

test('every thing is found by each of its terms', () => {
  for (const name of ['急性上呼吸道感染', '流行性感冒', '感染性胃肠炎']) {
    for (const term of termsOf({ chinese: [name] })) assert.ok(find(term).includes(name), `${name} by ${term}`);
  }
});

/** Time of this thread alone: other tests run beside this one. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** A search happens at every keystroke; the limit leaves room for a slow machine. */
test('forty thousand things answer a keystroke within 20 ms at p99', () => {
  const syllables = [...'急慢性上下呼吸道感染支气管肺炎高血压糖尿病胃肠心脑卒中骨折关节皮肤过敏中毒眼耳鼻喉'];
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed % below;
  };
  const word = () => Array.from({ length: 4 + random(9) }, () => syllables[random(syllables.length)]).join('');
  const names = Array.from({ length: 40_000 }, word);
  const big = termIndex(names.map((name, i) => thing(`C${i}`, name, 'some disease of some organ')));
  const uses = new Map(Array.from({ length: 2_000 }, (_, i) => [`C${i * 7}`, { own: i % 3, all: 1 + (i % 50) }]));
  const typed = names.slice(0, 400).flatMap((name) => {
    const initials = termsOf({ chinese: [name] })[2] ?? '';
    return [name.slice(0, 1), name.slice(1, 3), initials.slice(0, 2), initials.slice(2, 5), `${initials}q`];
  });
  const times = typed.map((q) => {
    const start = cpuMs();
    big.search(q, { limit: 20, uses });
    return cpuMs() - start;
  });
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? Number.POSITIVE_INFINITY;
  assert.ok(p99 < 20, `p99 was ${p99.toFixed(1)} ms`);
});
