import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Decimal, decimal } from '@xinglin/kernel/quantity';
import { z } from 'zod';
import { readOrderFrequencies } from '#platform/knowledge/clinical';
import { readKnowledge } from '#platform/knowledge/read-knowledge';
import type { ActiveDrug, AllergyFact, CheckItem, CheckRequest, DoseFrequency } from './contract.ts';
import { alertLevel } from './contract.ts';

/**
 * Cases of `knowledge/clinical/cases/*.json`: a patient, a sheet, and what the checks must and must not say.
 *
 * - items: "D003 500mg tid PO 5" is generic drug, single dose, frequency, route, days; "prn:3" is as needed, at most
 *   three times a day; "500mg/片" at the end is what one tablet holds; "-" is a product without knowledge.
 * - expect: [level, kind, rule]; null stands for any. Alerts that stop or ask for a reason and are not expected are
 *   false alerts. silent: kinds that must not speak at all.
 * - ask, gaps: "kind/missing fact" that must be named as not checked, with and without a question to the doctor.
 */
const dose = z.string().regex(/^\d+(\.\d+)?\D+$/);
const caseRow = z.strictObject({
  id: z.string().regex(/^[A-Z]{2}\d{2}$/),
  zh: z.string().min(1),
  golden: z.int().optional(),
  patient: z.strictObject({
    sex: z.enum(['male', 'female', 'unknown']).optional(),
    age: z
      .union([
        z.strictObject({ years: z.int() }),
        z.strictObject({ months: z.int() }),
        z.strictObject({ days: z.int() }),
      ])
      .nullable()
      .optional(),
    weightKg: z.string().nullable().optional(),
    weightAgeDays: z.int().optional(),
    pregnancy: z
      .union([z.literal('no'), z.strictObject({ weeks: z.int().optional() })])
      .nullable()
      .optional(),
    lactating: z.boolean().optional(),
    allergies: z
      .union([
        z.literal('not-asked'),
        z.array(
          z.strictObject({
            class: z.string().optional(),
            generic: z.string().optional(),
            text: z.string().optional(),
            severity: z.enum(['severe-immediate', 'severe', 'moderate', 'mild', 'unknown']),
            reaction: z.string().optional(),
            type: z.enum(['allergy', 'intolerance']).optional(),
            category: z.enum(['medication', 'food', 'environment', 'biologic']).optional(),
          }),
        ),
      ])
      .optional(),
    diagnoses: z.array(z.string()).nullable().optional(),
    creatinine: z.number().nullable().optional(),
    creatinineAgeDays: z.int().optional(),
    exposures: z.array(z.string()).optional(),
  }),
  items: z.array(z.string()).min(1),
  /** "D045" or "D045=1500mg": a drug taken already, with its daily dose. */
  active: z.array(z.string()).default([]),
  rights: z
    .union([
      z.literal('unknown'),
      z.strictObject({ tiers: z.array(z.string()).optional(), controlled: z.array(z.string()).optional() }),
    ])
    .optional(),
  expect: z.array(z.tuple([alertLevel, z.string().nullable(), z.string().nullable()])),
  silent: z.array(z.string()).default([]),
  ask: z.array(z.string()).default([]),
  gaps: z.array(z.string()).default([]),
  gates: z.array(z.string()).default([]),
});
export type CheckCase = z.output<typeof caseRow>;

const FOLDER = new URL('../../../../../knowledge/clinical/cases/', import.meta.url);

/** @throws KnowledgeError naming file, case and field. */
export const readCases = (): CheckCase[] =>
  readdirSync(fileURLToPath(FOLDER))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => readKnowledge(`clinical/cases/${name}`, caseRow).rows);

const TODAY = Temporal.PlainDate.from('2026-03-02');
const daysAgo = (days: number): string => TODAY.subtract({ days }).toString();

/** Facts that a case does not name are those of a healthy man of 40 about whom everything is known. */
export function requestOf(row: CheckCase): CheckRequest {
  const { patient } = row;
  const age = patient.age === undefined ? { years: 40 } : patient.age;
  const kg = patient.weightKg === undefined ? '65' : patient.weightKg;
  const creatinine = patient.creatinine === undefined ? 70 : patient.creatinine;
  const pregnancy = patient.pregnancy === undefined ? 'no' : patient.pregnancy;
  return {
    today: TODAY.toString(),
    patient: {
      sex: patient.sex ?? 'male',
      bornOn: age === null ? undefined : TODAY.subtract(age).toString(),
      weight: kg === null ? undefined : { kg: decimal(kg), measuredOn: daysAgo(patient.weightAgeDays ?? 0) },
      heightCm: 100,
      pregnancy:
        pregnancy === null
          ? undefined
          : pregnancy === 'no'
            ? { state: 'not-pregnant' }
            : { state: 'pregnant', weeks: pregnancy.weeks },
      lactating: patient.lactating ?? (pregnancy === 'no' ? false : undefined),
      allergies: patient.allergies === 'not-asked' ? undefined : (patient.allergies ?? []).map(allergyOf),
      diagnoses: patient.diagnoses === null ? undefined : (patient.diagnoses ?? ['J06.900']),
      renal:
        creatinine === null
          ? undefined
          : { creatinineUmolPerL: creatinine, measuredOn: daysAgo(patient.creatinineAgeDays ?? 0) },
      exposures: patient.exposures ?? [],
    },
    items: row.items.map(itemOf),
    activeDrugs: row.active.map(activeOf),
    prescriber: rightsOf(row.rights),
  };
}

type AllergyRow = Exclude<NonNullable<CheckCase['patient']['allergies']>, string>[number];

const allergyOf = ({
  class: classKey,
  generic,
  text,
  type,
  severity,
  reaction,
  category,
}: AllergyRow): AllergyFact => ({
  substance:
    classKey !== undefined
      ? { kind: 'class', classKey }
      : generic !== undefined
        ? { kind: 'generic', genericId: generic }
        : { kind: 'text', text: text ?? '' },
  type: type ?? 'allergy',
  severity,
  ...(reaction === undefined ? {} : { reaction }),
  ...(category === undefined ? {} : { category }),
});

const rightsOf = (rights: CheckCase['rights']): CheckRequest['prescriber'] =>
  rights === 'unknown'
    ? undefined
    : {
        antibioticTiers: (rights?.tiers ?? ['unrestricted']) as never,
        controlled: (rights?.controlled ?? []) as never,
      };

function readDose(text: string): { value: Decimal; unit: string } {
  const [, value = '', unit = ''] = /^(\d+(?:\.\d+)?)(\D+)$/.exec(dose.parse(text)) ?? [];
  return { value: decimal(value), unit };
}

function itemOf(text: string, index: number): CheckItem {
  const [generic = '', single = '', often = '', route = '', days = '', strength] = text.split(' ');
  const [, held = '', perUnit = ''] = /^(.+)\/(.+)$/.exec(strength ?? '') ?? [];
  return {
    itemId: `line-${index + 1}`,
    genericId: generic === '-' ? undefined : generic,
    route,
    singleDose: readDose(single),
    frequency: frequencyOf(often),
    days: Number(days),
    ...(strength === undefined ? {} : { strength: { perUnit, holds: readDose(held) } }),
  };
}

let frequencies: ReadonlyMap<string, DoseFrequency> | undefined;

/** @throws Error for a code that knowledge does not list. */
function frequencyOf(code: string): DoseFrequency {
  if (code.startsWith('prn:')) return { times: Number(code.slice(4)), perDays: 1 };
  frequencies ??= new Map(
    readOrderFrequencies().rows.flatMap((row) =>
      row.times === null || row.perDays === null ? [] : [[row.code, { times: row.times, perDays: row.perDays }]],
    ),
  );
  const known = frequencies.get(code);
  if (!known) throw new Error(`no frequency ${code}`);
  return known;
}

function activeOf(text: string, index: number): ActiveDrug {
  const [genericId = '', daily] = text.split('=');
  return {
    id: `active-${index + 1}`,
    genericId,
    origin: 'long-term',
    ...(daily === undefined ? {} : { dailyDose: readDose(daily) }),
  };
}
