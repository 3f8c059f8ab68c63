import type { Condition, Encounter, Observation, Patient, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';

/**
 * Random resources and questions with so few different values that they meet often: a search that always finds
 * nothing proves nothing.
 */
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const systems = ['http://loinc.org', 'http://snomed.info/sct', 'urn:house'];
const codes = ['8480-6', '8867-4', 'A,1', 'x|y', 'I10'];
const system = fc.constantFrom(...systems, undefined);
const coding = fc.record({ system, code: fc.constantFrom(...codes) });
const concept = fc.record({
  coding: fc.array(coding, { minLength: 1, maxLength: 2 }),
  text: fc.constantFrom('血压', 'Pulse'),
});

const families = ['王', '欧阳', '李', 'Müller', "O'Brien", 'Smith'];
const givens = ['小明', '三丰', '明', 'Anna Maria', 'Jan', '曾'];
const humanName = fc.record({
  text: maybe(fc.constantFrom('王小明', '张三丰', '阿不都热依木·买买提', 'Anna Müller', '曾小红')),
  family: maybe(fc.constantFrom(...families)),
  given: maybe(fc.array(fc.constantFrom(...givens), { minLength: 1, maxLength: 2 })),
});

const times = fc.constantFrom(
  '2026-03-02T09:00:00+08:00',
  '2026-03-01T16:30:00Z',
  '2026-03-02T09:00:00.500+08:00',
  '2026-02-28T23:59:59+08:00',
  '2025-12-31T23:00:00-05:00',
  '2026-03-02',
  '2026-03',
  '2026',
);
const instants = fc.constantFrom('2026-03-02T09:00:00+08:00', '2026-03-01T16:30:00Z', '2025-12-31T23:00:00-05:00');
const period = fc.oneof(
  fc.record({ start: times, end: instants }).filter(({ start, end }) => Date.parse(start) < Date.parse(end)),
  fc.record({ start: times }),
  fc.record({ end: instants }),
);
const numbers = fc.constantFrom(0, 5, 5.4, 99.5, 100, 100.4, 128, 140, 1400, -3, 0.05, 6.5e9);
const quantity = fc.record({
  value: numbers,
  unit: maybe(fc.constantFrom('mmHg', 'mg')),
  system: fc.constant('http://unitsofmeasure.org'),
  code: maybe(fc.constantFrom('mm[Hg]', 'mg')),
});

/** fast-check makes undefined properties; resources do not have them. */
const clean = <Kind extends Resource>(resource: object): Kind => JSON.parse(JSON.stringify(resource)) as Kind;

export const patients = fc
  .record({
    resourceType: fc.constant('Patient'),
    gender: maybe(fc.constantFrom('male', 'female', 'unknown')),
    birthDate: maybe(fc.constantFrom('1970-01-01', '1970-01', '1970', '2026-03-02', '1899-05-06')),
    name: maybe(fc.array(humanName, { minLength: 1, maxLength: 2 })),
    telecom: maybe(
      fc.array(
        fc.record({ system: fc.constantFrom('phone', 'email'), value: fc.constantFrom('13800000001', 'a@b.cn') }),
        { minLength: 1, maxLength: 2 },
      ),
    ),
    identifier: maybe(
      fc.array(fc.record({ system: fc.constantFrom('urn:id', 'urn:card'), value: fc.constantFrom('1', '2', '3') }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    address: maybe(
      fc.array(
        fc.record({
          text: fc.constantFrom('四川省成都市武侯区', '北京市'),
          city: maybe(fc.constantFrom('成都市', 'Chengdu')),
        }),
        { minLength: 1, maxLength: 1 },
      ),
    ),
    deceasedBoolean: maybe(fc.boolean()),
  })
  .map((patient) => {
    // An element may not be empty.
    const name = patient.name?.filter((item) => Object.values(item).some((value) => value !== undefined));
    return clean<Patient>({ ...patient, name: name?.length ? name : undefined });
  });

const subjectOf = (ids: readonly string[]) => fc.constantFrom(...ids).map((id) => ({ reference: `Patient/${id}` }));

export const observations = (ids: readonly string[]) =>
  fc
    .record({
      resourceType: fc.constant('Observation'),
      status: fc.constantFrom('final', 'amended', 'preliminary'),
      category: maybe(fc.array(concept, { minLength: 1, maxLength: 1 })),
      code: concept,
      subject: maybe(subjectOf(ids)),
      performer: maybe(fc.array(subjectOf(ids), { minLength: 1, maxLength: 2 })),
      time: maybe(
        fc.oneof(
          times.map((effectiveDateTime) => ({ effectiveDateTime })),
          period.map((effectivePeriod) => ({ effectivePeriod })),
        ),
      ),
      value: maybe(
        fc.oneof(
          quantity.map((valueQuantity) => ({ valueQuantity })),
          concept.map((valueCodeableConcept) => ({ valueCodeableConcept })),
          fc.constantFrom('阴性', 'Positive result').map((valueString) => ({ valueString })),
        ),
      ),
      component: maybe(
        fc.array(fc.record({ code: concept, valueQuantity: maybe(quantity) }), { minLength: 1, maxLength: 2 }),
      ),
    })
    .map(({ time, value, ...rest }) => clean<Observation>({ ...rest, ...time, ...value }));

export const encounters = (ids: readonly string[]) =>
  fc
    .record({
      resourceType: fc.constant('Encounter'),
      status: fc.constantFrom('in-progress', 'finished'),
      class: fc.constantFrom({ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' }),
      subject: maybe(subjectOf(ids)),
      period: maybe(period),
    })
    .map((encounter) => clean<Encounter>(encounter));

export const conditions = (ids: readonly string[]) =>
  fc
    .record({
      resourceType: fc.constant('Condition'),
      code: maybe(concept),
      subject: subjectOf(ids),
      recordedDate: maybe(times),
      onset: maybe(
        fc.oneof(
          times.map((onsetDateTime) => ({ onsetDateTime })),
          period.map((onsetPeriod) => ({ onsetPeriod })),
        ),
      ),
    })
    .map(({ onset, ...rest }) => clean<Condition>({ ...rest, ...onset }));

const tokens = fc.oneof(
  fc.constantFrom(...codes).map(escaped),
  fc
    .tuple(fc.constantFrom(...systems, ''), fc.constantFrom(...codes, ''))
    .filter(([a, b]) => a !== '' || b !== '')
    .map(([a, b]) => `${a}|${escaped(b)}`),
);

function escaped(code: string): string {
  return code.replace(/[,|$\\]/g, '\\$&');
}

const dates = fc
  .tuple(
    fc.constantFrom('', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'),
    fc.oneof(times, fc.constantFrom('1970-01-01', '1970', '2026-03-02T09:00', '1899', '2031-01-01')),
  )
  .map(([prefix, date]) => `${prefix}${date}`);

const amounts = fc
  .tuple(
    fc.constantFrom('', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'),
    fc.constantFrom('5', '5.4', '100', '1e2', '140', '0', '-3', '0.05', '6500000000'),
    fc.constantFrom('', '|http://unitsofmeasure.org|mg', '||mmHg'),
  )
  .map(([prefix, value, unit]) => `${prefix}${value}${unit}`);

const words = fc.constantFrom(
  ...['王', '小明', '三丰', '欧阳', 'smith', 'Mul', 'muller', 'o brien', "o'b", 'anna m', 'maria', '买买提', '木买'],
  ...[
    'zhang',
    'zhangsan',
    'zsf',
    'sanf',
    'zeng',
    'zengxiaohong',
    'wxm',
    '武侯',
    '成都',
    'cheng',
    '血',
    'pos',
    '阴',
    'result',
  ],
);

type Pair = readonly [name: string, value: string];
const named = (
  names: readonly string[],
  values: fc.Arbitrary<string>,
  modifiers: readonly string[] = [],
): fc.Arbitrary<Pair> =>
  fc.tuple(
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom('', '', '', ...modifiers))
      .map(([name, modifier]) => name + modifier),
    fc.array(values, { minLength: 1, maxLength: 2 }).map((list) => list.join(',')),
  );

const missing = (names: readonly string[]): fc.Arbitrary<Pair> =>
  fc.tuple(
    fc.constantFrom(...names).map((name) => `${name}:missing`),
    fc.constantFrom('true', 'false'),
  );

/** Conditions by resource type. */
export const conditionsOf = (ids: readonly string[]): Readonly<Record<string, fc.Arbitrary<Pair>>> => {
  const references = fc.oneof(
    fc.constantFrom(...ids),
    fc.constantFrom(...ids).map((id) => `Patient/${id}`),
  );
  const id = named(['_id'], fc.constantFrom(...ids));
  return {
    Patient: fc.oneof(
      named(['name', 'family', 'given', 'address', 'address-city'], words, [':contains', ':exact']),
      named(['gender'], fc.constantFrom('male', 'http://hl7.org/fhir/administrative-gender|female', 'urn:x|male'), [
        ':not',
      ]),
      named(['identifier'], fc.constantFrom('1', 'urn:id|2', 'urn:card|', '|3'), [':not']),
      named(['phone', 'email', 'telecom'], fc.constantFrom('13800000001', 'phone|13800000001', 'a@b.cn')),
      named(['birthdate'], dates),
      named(['deceased'], fc.constantFrom('true', 'false')),
      named(['phonetic'], fc.constantFrom('章三', '曾晓', 'xiaoming')),
      missing(['name', 'birthdate', 'identifier', 'gender']),
      id,
    ),
    Observation: fc.oneof(
      named(['code', 'combo-code', 'component-code', 'category', 'value-concept', 'combo-value-concept'], tokens, [
        ':not',
      ]),
      named(['status'], fc.constantFrom('final', 'amended'), [':not']),
      named(['patient', 'performer'], references),
      named(
        ['subject'],
        fc.constantFrom(...ids).map((id) => `Patient/${id}`),
      ),
      named(['date'], dates),
      named(['value-quantity', 'component-value-quantity', 'combo-value-quantity'], amounts),
      named(['value-string'], words),
      named(
        ['code-value-quantity', 'combo-code-value-quantity', 'component-code-value-quantity'],
        fc
          .tuple(fc.constantFrom('8480-6', 'http://loinc.org|8867-4'), amounts)
          .map(([code, amount]) => `${code}$${amount}`),
      ),
      missing(['date', 'patient', 'value-quantity']),
    ),
    Encounter: fc.oneof(
      named(['status'], fc.constantFrom('finished', 'in-progress')),
      named(['date'], dates),
      named(['patient'], references),
      named(['class'], fc.constantFrom('AMB', 'http://terminology.hl7.org/CodeSystem/v3-ActCode|AMB')),
      missing(['date']),
    ),
    Condition: fc.oneof(
      named(['code'], tokens),
      named(['patient'], references),
      named(['recorded-date', 'onset-date'], dates),
      missing(['onset-date']),
    ),
  };
};
