import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialsOf, pinyinOf, searchForm, syllablesOf } from './pinyin.ts';

test('full pinyin has no tones, spaces or signs', () => {
  assert.equal(pinyinOf('阿莫西林胶囊'), 'amoxilinjiaonang');
  assert.equal(pinyinOf('高血压 2级（高危）'), 'gaoxueya2jigaowei');
  assert.equal(pinyinOf('0.9%氯化钠'), '09lvhuana');
  assert.equal(pinyinOf(''), '');
});

test('initials keep Latin letters whole', () => {
  assert.equal(initialsOf('阿莫西林胶囊'), 'amxljn');
  assert.equal(initialsOf('C反应蛋白'), 'cfydb');
  assert.equal(initialsOf('维生素B12'), 'wssb12');
  assert.equal(initialsOf('β受体阻滞剂'), 'bstzzj');
  assert.equal(initialsOf('口服补液盐Ⅲ'), 'kfbyyiii');
});

test('ü is typed v, but nüe and lüe are typed with u', () => {
  assert.equal(pinyinOf('氯雷他定'), 'lvleitading');
  assert.equal(pinyinOf('疟疾'), 'nueji');
  assert.equal(searchForm('NVEJI'), 'nueji');
});

test('words of the clinic keep their reading', () => {
  const readings: Record<string, string> = {
    丹参: 'danshen',
    重楼: 'chonglou',
    白术: 'baizhu',
    咯血: 'kaxue',
    便秘: 'bianmi',
    头孢呋辛: 'toubaofuxin',
    厚朴: 'houpo',
    大黄: 'dahuang',
    当归: 'danggui',
    地尔硫䓬: 'dierliuzhuo',
    重症: 'zhongzheng',
  };
  for (const [word, reading] of Object.entries(readings)) assert.equal(pinyinOf(word), reading);
});

test('a name is read as a name', () => {
  const name = { personalName: true };
  assert.equal(pinyinOf('曾小红', name), 'zengxiaohong');
  assert.equal(initialsOf('单雄信', name), 'sxx');
  assert.equal(initialsOf('尉迟恭', name), 'ycg');
  assert.equal(pinyinOf('吕布', name), 'lvbu');
  assert.deepEqual(syllablesOf('曾 小红', name), ['zeng', 'xiao', 'hong']);
});

test('a typed query takes the stored form', () => {
  assert.equal(searchForm(' Ａmx '), 'amx');
  assert.equal(searchForm('阿莫 西林'), '阿莫西林');
  assert.equal(searchForm('I10.x00'), 'i10x00');
});
