import { z } from 'zod';
import { readKnowledge } from '#platform/knowledge/read-knowledge';
import { codeSystemKey, notifiableClass, programme } from './contract.ts';

/** Shapes of `knowledge/terminology/`. `null` means not known. */

const zhText = z.string().min(1);
const unknownOr = <Shape extends z.ZodType>(shape: Shape) => shape.nullable();
const amount = z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/, 'a plain decimal number is expected');
const range = z.strictObject({ low: unknownOr(amount), high: unknownOr(amount) });

const diagnosisRow = z.strictObject({
  /** `J06.900`, `I10.x00`, `I10.x00x002`, `E11.301+H36.0*`, `G53.0*`: the shapes of the insurance version. */
  code: z
    .string()
    .regex(/^[A-Z]\d\d\.[\dx]((\d\d)(x\d{3})?)?(\+[A-Z]\d\d(\.\d)?)?\*?$/, 'not a code of the insurance version'),
  zh: zhText,
  en: z.string().min(1),
  aliases: z.array(zhText),
  /** Chapter of ICD-10, 1 to 22. */
  chapter: z.int().min(1).max(22),
  chronic: z.boolean(),
  notifiable: unknownOr(notifiableClass),
  programme: unknownOr(programme),
  otherReportZh: unknownOr(zhText),
  noteEn: unknownOr(z.string().min(1)),
});
export type DiagnosisRow = z.output<typeof diagnosisRow>;

const codeTableRow = z.strictObject({
  key: codeSystemKey,
  uri: z.string().regex(/^urn:/),
  /** Name of the set in the standard it comes from: `CV06.00.102`, `GB/T 2261.1`. */
  official: z.string().min(1),
  zh: zhText,
  basis: z.string().min(1),
  concepts: z.array(z.strictObject({ code: z.string().min(1), zh: zhText, note: unknownOr(z.string().min(1)) })).min(1),
});
export type CodeTableRow = z.output<typeof codeTableRow>;

const laboratoryTestRow = z.strictObject({
  code: z.string().regex(/^L\d{3,}$/),
  zh: zhText,
  abbreviation: unknownOr(z.string().min(1)),
  en: z.string().min(1),
  loinc: z.string().regex(/^\d{1,6}-\d$/),
  loincComponent: z.string().min(1),
  specimenZh: zhText,
  /** UCUM; null: a value without unit. */
  unit: unknownOr(z.string().min(1)),
  valueType: z.enum(['number', 'ordinal', 'coded', 'text', 'ratio']),
  /** Adults. The range printed on the result by the laboratory always wins. */
  rangeMale: range,
  rangeFemale: range,
  rangeTextZh: unknownOr(zhText),
  /** Examples: each institution decides. */
  critical: range,
  criticalTextZh: unknownOr(zhText),
  panelZh: zhText,
  rangeBasis: z.string().min(1),
});
export type LaboratoryTestRow = z.output<typeof laboratoryTestRow>;

export const readDiagnoses = () => readKnowledge('terminology/diagnoses.json', diagnosisRow);
export const readCodeTables = () => readKnowledge('terminology/code-tables.json', codeTableRow);
export const readLaboratoryTests = () => readKnowledge('terminology/lab-tests.json', laboratoryTestRow);
