import { randomUUID } from 'node:crypto';
import type { Observation, Patient } from '@medplum/fhirtypes';

/**
 * The fixed workload: patients as a registration desk writes them, and observations of one kilobyte of JSON. Numbers
 * come from a generator with a fixed start, so that every run asks the same questions.
 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const FAMILY = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'];
const GIVEN = [...'安柏晨丹恩芳光海佳凯兰明宁鹏青荣诗涛文欣雅泽俊伟强磊娟敏静丽军洋勇艳杰桂秀英华慧玉建国平志'];

export const nameOf = (number: number): string =>
  (FAMILY[number % FAMILY.length] ?? '') +
  (GIVEN[Math.floor(number / 40) % GIVEN.length] ?? '') +
  (GIVEN[Math.floor(number / 2_000 + number * 7) % GIVEN.length] ?? '');

export const cardOf = (number: number): string => `B${String(number).padStart(9, '0')}`;

export const patient = (number: number): Patient => ({
  resourceType: 'Patient',
  id: randomUUID(),
  active: true,
  identifier: [
    { use: 'usual', system: 'urn:bench:card', value: cardOf(number) },
    {
      use: 'official',
      system: 'urn:oid:2.16.156.10011.1.3',
      value: `999999${19_500_101 + (number % 300_000)}${number % 9_999}`,
    },
  ],
  name: [
    { use: 'official', text: nameOf(number), family: nameOf(number).slice(0, 1), given: [nameOf(number).slice(1)] },
  ],
  telecom: [{ system: 'phone', value: `138${String(number).padStart(8, '0')}`, use: 'mobile' }],
  gender: number % 2 === 0 ? 'female' : 'male',
  birthDate: `19${40 + (number % 60)}-0${1 + (number % 9)}-1${number % 10}`,
  address: [
    { use: 'home', text: `四川省成都市示范镇第${number % 40}村${number % 300}号`, city: '成都市', state: '四川省' },
  ],
});

const KINDS = [
  ['8480-6', 'Systolic blood pressure', '收缩压', 'mm[Hg]', 128],
  ['8462-4', 'Diastolic blood pressure', '舒张压', 'mm[Hg]', 78],
  ['8867-4', 'Heart rate', '脉搏', '/min', 74],
  ['8310-5', 'Body temperature', '体温', 'Cel', 36],
  ['29463-7', 'Body weight', '体重', 'kg', 61],
  ['2708-6', 'Oxygen saturation in Arterial blood', '血氧饱和度', '%', 97],
  ['15074-8', 'Glucose [Moles/volume] in Blood', '血糖', 'mmol/L', 5],
  ['9279-1', 'Respiratory rate', '呼吸', '/min', 18],
  ['39156-5', 'Body mass index (BMI) [Ratio]', '体质指数', 'kg/m2', 23],
  ['718-7', 'Hemoglobin [Mass/volume] in Blood', '血红蛋白', 'g/L', 135],
] as const;

export const codeOf = (number: number): string => KINDS[number % KINDS.length]?.[0] ?? '';

/** About one kilobyte as JSON. */
export function observation(patientId: string, number: number): Observation {
  const [code, display, text, unit, value] = KINDS[number % KINDS.length] ?? KINDS[0];
  const day = new Date(Date.UTC(2023, 0, 1) + (number % 1_100) * 86_400_000 + (number % 36_000) * 1_000);
  return {
    resourceType: 'Observation',
    id: randomUUID(),
    identifier: [{ system: 'urn:bench:observation', value: randomUUID() }],
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'vital-signs',
            display: 'Vital Signs',
          },
        ],
        text: '生命体征',
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code, display }], text },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: day.toISOString(),
    issued: new Date(day.getTime() + 60_000).toISOString(),
    valueQuantity: { value: value + (number % 17) / 10, unit, system: 'http://unitsofmeasure.org', code: unit },
    interpretation: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
            code: 'N',
            display: 'Normal',
          },
        ],
      },
    ],
    referenceRange: [{ text: `${value - 10}–${value + 10} ${unit}` }],
    note: [{ text: `坐位休息五分钟后测量，第${number}次` }],
  };
}
