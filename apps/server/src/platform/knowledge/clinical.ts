import { z } from 'zod';
import { readKnowledge } from './read-knowledge.ts';

/**
 * Shapes of `knowledge/clinical/`: what is known about drugs, independent of any product or institution.
 * Numbers of doses are plain decimal text. `null` means "not known", never "no limit".
 */

const amount = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'a plain decimal number is expected');
const unknownOr = <Shape extends z.ZodType>(shape: Shape) => shape.nullable();
const zhText = z.string().min(1);
const classKey = z.string().regex(/^[A-Z][A-Z0-9_]*$/);
const genericId = z.string().regex(/^D\d{3,}$/);
const atcPrefix = z.string().regex(/^[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?$/);
const measure = z.strictObject({ value: amount, unit: zhText });
const times = z.strictObject({ times: z.int().min(1), perDays: z.int().min(1) });

/** block: not to be done · require-reason: only with a reason that is kept · warn: to be read · info: passive mark. */
const ruleAction = z.enum(['block', 'require-reason', 'warn', 'info']);
export type RuleAction = z.output<typeof ruleAction>;
const ruleSeverity = z.enum(['contraindicated', 'major', 'moderate', 'minor']);

const personFlag = z.enum([
  'ok',
  'caution',
  'avoid',
  'avoid-first-trimester',
  'avoid-third-trimester',
  'contraindicated',
  'not-applicable',
]);

const genericDrug = z.strictObject({
  id: genericId,
  zh: zhText,
  en: z.string().min(1),
  atc: unknownOr(z.string().regex(/^[A-Z]\d\d([A-Z]([A-Z](\d\d)?)?)?$/)),
  classes: z.array(classKey).min(1),
  /** What one `doseUnit` holds; null when combinations of several strengths exist. */
  ingredients: z
    .array(z.strictObject({ substance: z.string().min(1), zh: zhText, perDoseUnit: unknownOr(measure) }))
    .min(1),
  /** CV06.00.102 codes; several local routes share one code (`routes.json`). */
  routeCodes: z.array(z.string().regex(/^\d{1,3}$/)).min(1),
  strengthsZh: z.array(zhText),
  /** Unit of all doses of this row. */
  doseUnit: unknownOr(z.enum(['mg', 'µg', 'g', 'ml', 'IU', 'U', '万U', '片', '粒', '袋', '丸', '吸'])),
  adult: z.strictObject({
    singleUsualMin: unknownOr(amount),
    singleUsualMax: unknownOr(amount),
    singleMax: unknownOr(amount),
    dailyMax: unknownOr(amount),
    textZh: unknownOr(zhText),
  }),
  /** `perKg…` in doseUnit per kilogram: usual ranges per dose or per day, and the daily limit. */
  child: z.strictObject({
    perKgSingleMin: unknownOr(amount),
    perKgSingleMax: unknownOr(amount),
    perKgDailyMin: unknownOr(amount),
    perKgDailyMax: unknownOr(amount),
    perKgDailyLimit: unknownOr(amount),
    singleMax: unknownOr(amount),
    dailyMax: unknownOr(amount),
    maxTimesPerDay: unknownOr(z.int().min(1)),
    textZh: unknownOr(zhText),
  }),
  usualFrequencyZh: unknownOr(zhText),
  frequencyMin: unknownOr(times),
  frequencyMax: unknownOr(times),
  /** What to do when a frequency lies above `frequencyMax`: block for weekly drugs that kill when given daily. */
  frequencyAction: ruleAction,
  minAgeMonths: unknownOr(z.int().min(0)),
  /** The only sex it may be given to; null: no such rule known. */
  sex: unknownOr(z.enum(['male', 'female'])),
  pregnancy: unknownOr(personFlag),
  lactation: unknownOr(personFlag),
  renalZh: unknownOr(zhText),
  cautionsZh: unknownOr(zhText),
  controlled: unknownOr(z.enum(['narcotic', 'psychotropic-1', 'psychotropic-2', 'toxic'])),
  antibioticTier: unknownOr(z.enum(['unrestricted', 'restricted', 'special'])),
  skinTest: unknownOr(z.boolean()),
  /** Listed in 国家基本药物目录 2018. */
  essential2018: unknownOr(z.boolean()),
  /** Interactions still count so many days after the last dose; null: the general rule. */
  activeAfterStopDays: unknownOr(z.int().min(1)),
});
export type GenericDrug = z.output<typeof genericDrug>;

const drugClass = z.strictObject({
  key: classKey,
  zh: zhText,
  en: z.string().min(1),
  duplicateCheck: z.boolean(),
});
export type DrugClass = z.output<typeof drugClass>;

const classOrDrug = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('class'), key: classKey }),
  z.strictObject({ kind: z.literal('drug'), key: genericId }),
]);
const interactionSide = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('class'), key: classKey }),
  z.strictObject({ kind: z.literal('drug'), key: genericId }),
  z.strictObject({ kind: z.literal('external'), key: classKey }),
]);

const interaction = z.strictObject({
  id: z.string().regex(/^I\d{3,}$/),
  a: interactionSide,
  b: interactionSide,
  severity: ruleSeverity,
  action: ruleAction,
  mechanism: z.array(z.enum(['pharmacodynamic', 'pharmacokinetic', 'physicochemical'])).min(1),
  effectZh: zhText,
  adviceZh: zhText,
});
export type Interaction = z.output<typeof interaction>;

/** Things that interactions name and no prescription holds: alcohol, vaccines, patent medicines. Counselling only. */
const externalSubstance = z.strictObject({ key: classKey, zh: zhText, en: z.string().min(1) });
export type ExternalSubstance = z.output<typeof externalSubstance>;

const crossReaction = z.strictObject({
  classes: z.array(classKey),
  genericIds: z.array(genericId),
  action: ruleAction,
  /** Instead of `action` when both drugs share a side-chain group. */
  actionSameSideChain: unknownOr(ruleAction),
  /** Instead of `action` after a severe immediate reaction. */
  actionSevereHistory: unknownOr(ruleAction),
  noteZh: unknownOr(zhText),
});

const allergyClass = z.strictObject({
  key: classKey,
  zh: zhText,
  en: z.string().min(1),
  /** Words by which an allergy typed as text is proposed for this class. */
  keywordsZh: z.array(zhText).min(1),
  members: z.strictObject({ atcPrefixes: z.array(atcPrefix), classes: z.array(classKey) }),
  sameIngredient: ruleAction,
  sameClass: ruleAction,
  /** Instead of `sameClass` when both drugs share a side-chain group. */
  sameSideChain: unknownOr(ruleAction),
  /** Members of the class that get another action than `sameClass`. */
  exceptions: z.array(crossReaction),
  cross: z.array(crossReaction),
  crossReactsZh: unknownOr(zhText),
  crossRiskZh: unknownOr(zhText),
  noteZh: unknownOr(zhText),
});
export type AllergyClass = z.output<typeof allergyClass>;

const sideChainGroup = z.strictObject({
  key: classKey,
  zh: zhText,
  en: z.string().min(1),
  genericIds: z.array(genericId).min(1),
});
export type SideChainGroup = z.output<typeof sideChainGroup>;

const drugDisease = z.strictObject({
  id: z.string().regex(/^C\d{3,}$/),
  drug: classOrDrug,
  conditionZh: zhText,
  /** A diagnosis matches when its code begins with one of these. */
  icd10Prefixes: z.array(z.string().regex(/^[A-Z](\d\d(\.\d)?)?$/)).min(1),
  /** The rule holds only then; an unknown week or age leaves it unchecked. */
  when: unknownOr(
    z.union([
      z.strictObject({ pregnancyWeeksFrom: z.int().min(1) }),
      z.strictObject({ ageYearsBelow: z.int().min(1) }),
    ]),
  ),
  severity: ruleSeverity,
  action: ruleAction,
  riskZh: zhText,
  adviceZh: zhText,
});
export type DrugDisease = z.output<typeof drugDisease>;

const populationRule = z.strictObject({
  id: z.string().regex(/^(BEERS|PED)\d{2,}$/),
  drug: classOrDrug,
  age: z.strictObject({
    is: z.enum(['atLeast', 'below']),
    value: z.int().min(1),
    unit: z.enum(['years', 'months', 'days']),
  }),
  when: unknownOr(
    z.union([z.strictObject({ dailyDoseAbove: measure }), z.strictObject({ daysAbove: z.int().min(1) })]),
  ),
  action: ruleAction,
  messageZh: zhText,
});
export type PopulationRule = z.output<typeof populationRule>;

/** Holds for from ≤ value < below; egfr in mL/min/1.73 m², crcl (Cockcroft-Gault) in mL/min. */
const renalRule = z
  .strictObject({
    id: z.string().regex(/^R\d{3,}$/),
    genericId,
    measure: z.enum(['egfr', 'crcl']),
    from: z.int().min(0),
    below: z.int().min(1),
    action: ruleAction,
    adviceZh: zhText,
    noteEn: unknownOr(z.string().min(1)),
  })
  .refine(({ from, below }) => from < below, { path: ['below'], error: 'must be above from' });
export type RenalRule = z.output<typeof renalRule>;

const skinTest = z.strictObject({
  id: z.string().regex(/^SK\d{2,}$/),
  zh: zhText,
  atcPrefixes: z.array(atcPrefix),
  namesZh: z.array(zhText),
  requirement: z.enum(['mandatory', 'not-routine', 'per-label', 'not-recommended', 'diagnostic']),
  /** A negative result counts while the last dose is at most so many hours ago; 0: test before every use. */
  validHours: unknownOr(z.int().min(0)),
  /** Whether a new batch needs a new test. */
  sameBatch: unknownOr(z.boolean()),
  methodZh: unknownOr(zhText),
  readingZh: unknownOr(zhText),
  validityZh: unknownOr(zhText),
  ruleZh: unknownOr(zhText),
});
export type SkinTest = z.output<typeof skinTest>;

const infusionSide = { genericIds: z.array(genericId), classes: z.array(classKey), namesZh: z.array(zhText) };
const solvent = z.enum([
  'glucose',
  'sodium-chloride',
  'ringer',
  'sodium-bicarbonate',
  'acidic-solution',
  'alkaline-solution',
  'calcium-containing',
  'magnesium-or-calcium-containing',
  'any-infusion',
]);

const ivCompatibility = z.strictObject({
  id: z.string().regex(/^IV\d{2,}$/),
  kind: z.enum(['incompatible', 'avoid-solvent', 'rate', 'forbidden-route']),
  scopes: z.array(z.enum(['admixture', 'y-site', 'solvent', 'rate', 'route'])).min(1),
  aZh: zhText,
  a: z.strictObject(infusionSide),
  bZh: zhText,
  b: unknownOr(z.strictObject({ solvents: z.array(solvent), ...infusionSide })),
  /** Local route codes that are forbidden for `a`. */
  routes: z.array(z.string().min(1)),
  riskZh: zhText,
  adviceZh: zhText,
});
export type IvCompatibility = z.output<typeof ivCompatibility>;

const tcmIncompatibility = z.strictObject({
  id: z.string().regex(/^TCM\d{3,}$/),
  kind: z.enum(['eighteen-incompatibilities', 'nineteen-antagonisms']),
  herbA: zhText,
  herbB: zhText,
  action: ruleAction,
  noteZh: unknownOr(zhText),
});
export type TcmIncompatibility = z.output<typeof tcmIncompatibility>;

const tcmDoseLimit = z.strictObject({
  herb: zhText,
  formZh: unknownOr(zhText),
  dailyMinG: unknownOr(amount),
  dailyMaxG: unknownOr(amount),
  toxicity: unknownOr(z.enum(['slightly-toxic', 'toxic', 'highly-toxic'])),
  toxicityZh: unknownOr(zhText),
  pregnancy: unknownOr(z.enum(['caution', 'contraindicated'])),
  controlled: unknownOr(z.enum(['narcotic'])),
  noteZh: unknownOr(zhText),
});
export type TcmDoseLimit = z.output<typeof tcmDoseLimit>;

const orderFrequency = z.strictObject({
  code: z.string().min(1),
  latin: unknownOr(z.string().min(1)),
  zh: zhText,
  en: z.string().min(1),
  use: z.enum(['repeated', 'single', 'single-as-needed', 'as-needed', 'modifier', 'command']),
  /** `times` doses in every `perDays` days; null when the number is not fixed. A month counts as 30 days. */
  times: unknownOr(z.int().min(1)),
  perDays: unknownOr(z.int().min(1)),
  timesPerDay: unknownOr(amount),
  /** Default times of the day, local. */
  clockTimes: z.array(z.string().regex(/^\d\d:\d\d$/)),
  /** CV06.00.228. */
  wst364: unknownOr(z.string().min(1)),
  wst364Certain: unknownOr(z.boolean()),
  noteEn: unknownOr(z.string().min(1)),
  basis: z.string().min(1),
});
export type OrderFrequency = z.output<typeof orderFrequency>;

const route = z.strictObject({
  code: z.string().regex(/^[A-Z]+$/),
  zh: zhText,
  en: z.string().min(1),
  abbreviation: unknownOr(z.string().min(1)),
  /** CV06.00.102. */
  wst364: z.string().regex(/^\d{1,3}$/),
  /** herb-line: an instruction for one herb (先煎), not a route of an order. */
  group: z.enum(['oral', 'local', 'injection', 'infusion', 'inhalation', 'tcm', 'herb-line']),
  sheetZh: zhText,
  skinTestCheck: z.boolean(),
  noteEn: unknownOr(z.string().min(1)),
});
export type AdministrationRoute = z.output<typeof route>;

const prescriptionKind = z.strictObject({
  code: z.string().regex(/^[a-z0-9-]+$/),
  zh: zhText,
  en: z.string().min(1),
  colour: z.enum(['white', 'light-yellow', 'light-green', 'light-red']),
  /** Mark in the upper right corner of the sheet. */
  markZh: unknownOr(zhText),
  usualMaxDays: z.int().min(1),
  /** Never beyond, even with a reason; null: none known. */
  longestDays: unknownOr(z.int().min(1)),
  /** 处方类别 of T/SHIA 6.2-2020. */
  exchangeCode: z.string().regex(/^\d{2}$/),
  keepYears: z.int().min(1),
  basis: z.string().min(1),
});
export type PrescriptionKind = z.output<typeof prescriptionKind>;

const monitoring = z.strictObject({
  id: z.string().regex(/^M\d{2,}$/),
  classes: z.array(classKey),
  genericIds: z.array(genericId),
  whatZh: zhText,
  whatEn: z.string().min(1),
  whenZh: zhText,
  whenEn: z.string().min(1),
});
export type Monitoring = z.output<typeof monitoring>;

const overrideReason = z.strictObject({
  code: z.string().regex(/^[a-z-]+$/),
  zh: zhText,
  en: z.string().min(1),
  needsText: z.boolean(),
});
export type OverrideReason = z.output<typeof overrideReason>;

export const readGenericDrugs = () => readKnowledge('clinical/generic-drugs.json', genericDrug);
export const readDrugClasses = () => readKnowledge('clinical/drug-classes.json', drugClass);
export const readInteractions = () => readKnowledge('clinical/interactions.json', interaction);
export const readExternalSubstances = () => readKnowledge('clinical/external-substances.json', externalSubstance);
export const readAllergyClasses = () => readKnowledge('clinical/allergy-classes.json', allergyClass);
export const readSideChainGroups = () => readKnowledge('clinical/side-chain-groups.json', sideChainGroup);
export const readDrugDisease = () => readKnowledge('clinical/drug-disease.json', drugDisease);
export const readPopulationRules = () => readKnowledge('clinical/population-rules.json', populationRule);
export const readRenalRules = () => readKnowledge('clinical/renal-rules.json', renalRule);
export const readSkinTests = () => readKnowledge('clinical/skin-tests.json', skinTest);
export const readIvCompatibility = () => readKnowledge('clinical/iv-compatibility.json', ivCompatibility);
export const readTcmIncompatibility = () => readKnowledge('clinical/tcm-incompatibility.json', tcmIncompatibility);
export const readTcmDoseLimits = () => readKnowledge('clinical/tcm-dose-limits.json', tcmDoseLimit);
export const readOrderFrequencies = () => readKnowledge('clinical/order-frequencies.json', orderFrequency);
export const readRoutes = () => readKnowledge('clinical/routes.json', route);
export const readPrescriptionKinds = () => readKnowledge('clinical/prescription-kinds.json', prescriptionKind);
export const readMonitoring = () => readKnowledge('clinical/monitoring.json', monitoring);
export const readOverrideReasons = () => readKnowledge('clinical/override-reasons.json', overrideReason);
