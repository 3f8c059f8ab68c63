import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal } from '@xinglin/kernel/quantity';
import { readGenericDrugs, readOrderFrequencies, readRoutes } from '#platform/knowledge/clinical';
import { dispensingUnitsFor } from './core/quantities.ts';
import { readDemoDrugs, readDemoServices } from './knowledge.ts';
import { checkReferences, readUsageKnowledge } from './usage-knowledge.ts';

const drugs = readDemoDrugs().rows;
const services = readDemoServices().rows;
const generics = new Map(readGenericDrugs().rows.map((row) => [row.id, row]));
const routes = new Map(readRoutes().rows.map((row) => [row.code, row]));
const frequencies = new Map(readOrderFrequencies().rows.map((row) => [row.code, row]));

test('the demonstration catalogue has the size of a township health centre', () => {
  assert.ok(drugs.length >= 150);
  assert.ok(services.length >= 60);
  for (const codes of [drugs.map(({ code }) => code), services.map(({ code }) => code)]) {
    assert.equal(new Set(codes).size, codes.length);
  }
  const names = new Set(drugs.map(({ name }) => name));
  const wanted = ['阿莫西林胶囊', '阿奇霉素片', '罗红霉素胶囊', '红霉素肠溶片', '苯磺酸氨氯地平片', '盐酸二甲双胍片'];
  for (const name of [...wanted, '布洛芬混悬液', '对乙酰氨基酚混悬滴剂']) assert.ok(names.has(name), name);
});

test('every product has a generic drug and fits it', () => {
  const knowledge = readUsageKnowledge();
  for (const product of drugs) {
    const where = `${product.code} ${product.name}`;
    checkReferences(product, knowledge);
    const generic = generics.get(product.genericId ?? '');
    assert.ok(generic, where);
    for (const route of product.routes) {
      assert.ok(generic.routeCodes.includes(routes.get(route)?.wst364 ?? ''), `${where}: ${route}`);
    }
    if (generic.doseUnit !== null) assert.equal(product.doseUnit, generic.doseUnit, where);
    assert.equal(product.controlled ?? null, generic.controlled, where);
    assert.equal(product.antibioticTier ?? null, generic.antibioticTier, where);
    assert.equal(product.skinTest, generic.skinTest === true, where);
  }
});

test('the usual dose of every product can be counted out, and is not beyond the known maximum', () => {
  for (const product of drugs) {
    const { usualUse: use, name } = product;
    assert.ok(use, name);
    const course = { singleDose: use.singleDose, doseUnit: use.doseUnit, frequency: { times: 1, perDays: 1 }, days: 1 };
    assert.notEqual(dispensingUnitsFor(course, product), undefined, name);
    const generic = generics.get(product.genericId ?? '');
    // Limits of inhaled drugs are for inhalers; doses for nebulisers are far higher.
    if (use.route === 'INH' || !generic?.adult.singleMax || use.doseUnit !== generic.doseUnit) continue;
    assert.ok(Number(use.singleDose) <= Number(generic.adult.singleMax), `${name}: ${use.singleDose}`);
    const frequency = frequencies.get(use.frequency);
    if (!frequency?.timesPerDay || !generic.adult.dailyMax) continue;
    const daily = Number(use.singleDose) * Number(frequency.timesPerDay);
    assert.ok(daily <= Number(generic.adult.dailyMax), `${name}: ${daily} a day`);
  }
});

test('everything has a price, and what a fee covers exists', () => {
  for (const { name, price } of drugs) assert.ok(Number(price.amount) > 0, name);
  const codes = new Set(services.map(({ code }) => code));
  for (const { name, price, covers } of services) {
    assert.ok(Number(price) >= 0 && Number(decimal(price)) < 1_000, name);
    for (const code of covers) assert.ok(codes.has(code), `${name} covers ${code}`);
  }
});
