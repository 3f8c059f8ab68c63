import { decimalText } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { readKnowledge } from '#platform/knowledge/read-knowledge';
import { grade, vitalSign } from './contract.ts';
import type { SignDefinition, VitalSignKnowledge } from './core/vital-signs.ts';

const months = z.int().min(0).max(1_500);
const ageBand = { fromMonths: months, toMonths: months.optional() };

const signRow = z.strictObject({
  key: vitalSign,
  zh: z.string().min(1),
  en: z.string().min(1),
  unit: z.string().min(1),
  ucum: z.string().min(1),
  loinc: z.string().regex(/^\d{1,7}-\d$/),
  display: z.string().min(1),
  decimals: z.int().min(0).max(3),
  possible: z.array(z.strictObject({ ...ageBand, low: decimalText, high: decimalText })).min(1),
  ranges: z.array(
    z.strictObject({
      ...ageBand,
      low: decimalText.optional(),
      high: decimalText.optional(),
      criticalLow: decimalText.optional(),
      criticalHigh: decimalText.optional(),
    }),
  ),
  rangeSource: z.string().min(1),
  codeSource: z.string().min(1),
  possibleSource: z.string().min(1),
});

const triageRow = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('vital-sign'),
      key: z.string().min(1),
      sign: vitalSign,
      ...ageBand,
      above: decimalText.optional(),
      below: decimalText.optional(),
      grade,
      source: z.string().min(1),
    })
    .refine(({ above, below }) => (above === undefined) !== (below === undefined), 'either above or below'),
  z.strictObject({
    kind: z.literal('complaint'),
    key: z.string().min(1),
    grade,
    words: z.array(z.string().min(1)).min(1),
    source: z.string().min(1),
  }),
]);

/**
 * Reads what triage knows. Called once, at start.
 * @throws KnowledgeError when a file does not fit, or lacks a vital sign.
 */
export function readVitalSigns(): VitalSignKnowledge {
  const { rows: signs } = readKnowledge('clinical/vital-signs.json', signRow);
  const { rows: rules } = readKnowledge('clinical/triage-rules.json', triageRow);
  const missing = vitalSign.options.filter((key) => signs.every((sign) => sign.key !== key));
  if (missing.length > 0) throw new Error(`vital-signs.json lacks ${missing.join(', ')}`);
  return {
    signs: Object.fromEntries(signs.map((sign) => [sign.key, sign])) as unknown as Record<
      (typeof signs)[number]['key'],
      SignDefinition
    >,
    gradeRules: rules.filter((rule) => rule.kind === 'vital-sign'),
    redFlags: rules.filter((rule) => rule.kind === 'complaint'),
  };
}
