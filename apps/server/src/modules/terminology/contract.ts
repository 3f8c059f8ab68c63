import { query } from '@xinglin/kernel/operation';
import { queryInt, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/** Code systems that the house knows. A diagnosis is stored with the system and version it was chosen from. */
export const codeSystemKey = z.string().regex(/^[a-z0-9.]+(-[a-z0-9.]+)*$/, { error: 'input.invalid' });
/** ICD-10, insurance version (医保版): what diagnoses are chosen from. */
export const DIAGNOSES = 'icd10-nhsa';
/** Laboratory tests of the house, with LOINC codes among their properties. */
export const LABORATORY_TESTS = 'laboratory-tests';

export const codeSystem = z.object({
  key: codeSystemKey,
  /** For FHIR: `Coding.system`. */
  uri: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  version: z.string(),
  source: z.string(),
  license: z.string().optional(),
  concepts: z.int(),
});
export type CodeSystem = z.output<typeof codeSystem>;

/** Classes of the law on infectious diseases; 'b-as-a' (乙类甲管) is class B handled as class A. */
export const notifiableClass = z.enum(['a', 'b', 'b-as-a', 'c']);
export type NotifiableClass = z.output<typeof notifiableClass>;

/** Public-health programme that looks after people with the disease. */
export const programme = z.enum([
  'hypertension',
  'type-2-diabetes',
  'copd',
  'severe-mental-disorder',
  'tuberculosis',
  'maternal',
]);
export type Programme = z.output<typeof programme>;

export const diagnosis = z.object({
  /** Code of the insurance version: `J06.900`, `I10.x00x002`, `E11.301+H36.0*`. */
  code: z.string(),
  /** Official name. */
  display: z.string(),
  english: z.string().optional(),
  /** What doctors say: 上感 for 急性上呼吸道感染. */
  aliases: z.array(z.string()),
  system: z.string(),
  version: z.string(),
  chronic: z.boolean(),
  /** The card is proposed, the doctor decides; undefined: not notifiable. */
  notifiable: notifiableClass.optional(),
  programme: programme.optional(),
  /** Another report that the diagnosis may ask for: 食源性疾病报告, 肿瘤登记报告 … */
  otherReportZh: z.string().optional(),
  note: z.string().optional(),
  /** No longer in the table that is in force; stays readable in old records and cannot be chosen. */
  retired: z.boolean(),
  /** Never the main diagnosis: external causes (V to Y) and asterisk codes. */
  neverMain: z.boolean(),
});
export type Diagnosis = z.output<typeof diagnosis>;

export const foundDiagnosis = diagnosis.extend({
  /** How it was found: exact and prefix stand before infix. */
  match: z.enum(['exact', 'prefix', 'infix']),
  /** The name, alias, pinyin or code that matched. */
  matched: z.string(),
  ownUses: z.int(),
  uses: z.int(),
});
export type FoundDiagnosis = z.output<typeof foundDiagnosis>;

export const searchDiagnoses = query({
  name: 'terminology.search-diagnoses',
  path: '/terminology/diagnoses',
  permission: 'signed-in',
  summary: { zh: '检索诊断', en: 'Search diagnoses' },
  input: z.object({
    /** Part of a name, full pinyin, initials, English or code; empty: what the doctor uses most. */
    q: z.string().trim().max(60, { error: 'input.too-long' }).default(''),
    limit: queryInt(1, 50, 20),
  }),
  output: z.object({ diagnoses: z.array(foundDiagnosis) }),
  person: 'none',
});

export const concept = z.object({
  system: z.string(),
  code: z.string(),
  display: z.string(),
  english: z.string().optional(),
  aliases: z.array(z.string()),
  retired: z.boolean(),
  properties: z.record(z.string(), z.unknown()),
});
export type Concept = z.output<typeof concept>;

export const listCodeSystems = query({
  name: 'terminology.code-systems',
  path: '/terminology/systems',
  permission: 'signed-in',
  summary: { zh: '代码表目录', en: 'List of code systems' },
  input: z.object({}),
  output: z.object({ systems: z.array(codeSystem) }),
  person: 'none',
});

/** A whole small code table, for choices on a screen. Large systems are searched instead. */
export const codeTable = query({
  name: 'terminology.code-table',
  path: '/terminology/systems/:system/concepts',
  permission: 'signed-in',
  summary: { zh: '查看代码表', en: 'Read a code table' },
  input: z.object({ system: text(80) }),
  output: z.object({ system: codeSystem, concepts: z.array(concept) }),
  person: 'none',
});
