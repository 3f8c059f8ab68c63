import type { AntibioticTier, CheckPolicy, ControlledClass, Severity } from '../contract.ts';

/**
 * The rules as the engine wants them: facts of knowledge with everything that can be looked up beforehand looked up
 * once. `null` in knowledge means "not known", never "no limit".
 */

export type Action = 'block' | 'require-reason' | 'warn' | 'info';
export interface RuleKey {
  readonly kind: 'class' | 'drug' | 'external';
  readonly key: string;
}
export interface Strength {
  readonly value: string;
  readonly unit: string;
}
export interface Cycle {
  readonly times: number;
  readonly perDays: number;
}
export type PersonFlag =
  | 'ok'
  | 'caution'
  | 'avoid'
  | 'avoid-first-trimester'
  | 'avoid-third-trimester'
  | 'contraindicated'
  | 'not-applicable';

export interface GenericDrug {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly atc: string | null;
  readonly classes: readonly string[];
  readonly ingredients: readonly {
    readonly substance: string;
    readonly zh: string;
    /** Content of one dose unit; null where products differ. */
    readonly perDoseUnit: Strength | null;
  }[];
  /** National codes (WS 364 CV06.00.102); a code covers the codes that begin with it. */
  readonly routeCodes: readonly string[];
  readonly doseUnit: string | null;
  /** Amounts in `doseUnit`. */
  readonly adult: {
    readonly singleUsualMax: string | null;
    readonly singleMax: string | null;
    readonly dailyMax: string | null;
  };
  /** Amounts in `doseUnit`, or in `doseUnit` for each kilogram. */
  readonly child: {
    readonly perKgSingleMax: string | null;
    readonly perKgDailyMax: string | null;
    readonly perKgDailyLimit: string | null;
    readonly singleMax: string | null;
    readonly dailyMax: string | null;
  };
  readonly frequencyMax: Cycle | null;
  readonly frequencyAction: Action;
  readonly minAgeMonths: number | null;
  /** The only sex the drug is for. */
  readonly sex: 'male' | 'female' | null;
  readonly pregnancy: PersonFlag | null;
  readonly lactation: PersonFlag | null;
  readonly cautionsZh: string | null;
  readonly controlled: ControlledClass | null;
  readonly antibioticTier: AntibioticTier | null;
  readonly skinTest: boolean | null;
  /** Interactions still count so many days after the last dose; null: the general rule. */
  readonly activeAfterStopDays: number | null;
}

export interface DrugClass {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly duplicateCheck: boolean;
}

export interface InteractionRule {
  readonly id: string;
  readonly a: RuleKey;
  readonly b: RuleKey;
  readonly severity: Severity;
  readonly mechanism: readonly string[];
  readonly effectZh: string;
  readonly adviceZh: string | null;
}

export interface DiseaseRule {
  readonly id: string;
  readonly drug: RuleKey;
  readonly conditionZh: string;
  readonly icd10Prefixes: readonly string[];
  readonly when: { readonly pregnancyWeeksFrom: number } | { readonly ageYearsBelow: number } | null;
  readonly severity: Severity;
  readonly riskZh: string;
  readonly adviceZh: string | null;
}

export interface PopulationRule {
  readonly id: string;
  readonly drug: RuleKey;
  readonly age: {
    readonly is: 'atLeast' | 'below';
    readonly value: number;
    readonly unit: 'years' | 'months' | 'days';
  };
  readonly when: { readonly dailyDoseAbove: Strength } | { readonly daysAbove: number } | null;
  readonly action: Action;
  readonly messageZh: string;
}

export interface CrossReaction {
  readonly classes: readonly string[];
  readonly genericIds: readonly string[];
  readonly action: Action;
  readonly actionSameSideChain: Action | null;
  readonly actionSevereHistory: Action | null;
  readonly noteZh: string | null;
}

export interface AllergyClass {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly keywordsZh: readonly string[];
  readonly members: { readonly atcPrefixes: readonly string[]; readonly classes: readonly string[] };
  readonly sameIngredient: Action;
  /** Another member of the class, when the history names one member. */
  readonly sameClass: Action;
  readonly sameSideChain: Action | null;
  readonly exceptions: readonly CrossReaction[];
  readonly cross: readonly CrossReaction[];
  readonly noteZh: string | null;
}

export interface RenalRule {
  readonly id: string;
  readonly genericId: string;
  readonly measure: 'egfr' | 'crcl';
  readonly from: number;
  readonly below: number;
  readonly action: Action;
  readonly adviceZh: string;
}

export interface SkinTestRule {
  readonly id: string;
  readonly zh: string;
  readonly atcPrefixes: readonly string[];
  readonly requirement: string;
  readonly methodZh: string | null;
  readonly validityZh: string | null;
}

/** A dose limit that holds for some routes only, instead of the limits of the drug. */
export interface RouteDoseLimit {
  readonly genericId: string;
  /** Local route codes. */
  readonly routes: readonly string[];
  readonly unit: string;
  readonly singleUsualMax: string | null;
  readonly singleMax: string | null;
  readonly dailyMax: string | null;
}

/** Two drugs of one class that are meant to be used together. */
export interface DuplicateException {
  readonly classKey: string;
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly whyZh: string;
}

export interface Route {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly wst364: string | null;
  readonly group: string;
}

export interface Knowledge {
  /** One version for the whole rule base: changes with any file. */
  readonly version: string;
  /** Where each kind of rule comes from, and which version of its file. */
  readonly sources: Readonly<Record<string, { readonly source: string; readonly version: string }>>;
  readonly drugs: readonly GenericDrug[];
  readonly classes: readonly DrugClass[];
  readonly interactions: readonly InteractionRule[];
  readonly diseases: readonly DiseaseRule[];
  readonly populations: readonly PopulationRule[];
  readonly allergies: readonly AllergyClass[];
  readonly sideChains: readonly { readonly key: string; readonly zh: string; readonly genericIds: readonly string[] }[];
  readonly renal: readonly RenalRule[];
  readonly skinTests: readonly SkinTestRule[];
  readonly routes: readonly Route[];
  readonly externals: readonly { readonly key: string; readonly zh: string; readonly en: string }[];
  readonly routeDoses: readonly RouteDoseLimit[];
  readonly duplicateExceptions: readonly DuplicateException[];
  /** Words of a reaction that make a history severe. */
  readonly severeReactionWords: readonly string[];
}

/** One generic drug with every rule that can ever concern it. */
export interface IndexedDrug {
  readonly drug: GenericDrug;
  /** `drug:D003`, `class:PENICILLIN` … */
  readonly keys: readonly string[];
  readonly substances: ReadonlySet<string>;
  /** Key of the other side → interactions. */
  readonly partners: ReadonlyMap<string, readonly InteractionRule[]>;
  readonly duplicateClasses: readonly DrugClass[];
  readonly allergyClasses: readonly AllergyClass[];
  readonly sideChains: readonly string[];
  readonly diseases: readonly DiseaseRule[];
  readonly populations: readonly PopulationRule[];
  readonly renal: readonly RenalRule[];
  readonly skinTest: SkinTestRule | undefined;
  readonly routeDoses: readonly RouteDoseLimit[];
}

export interface RuleBase {
  readonly knowledge: Knowledge;
  readonly drugs: ReadonlyMap<string, IndexedDrug>;
  readonly classes: ReadonlyMap<string, DrugClass>;
  readonly allergyClasses: ReadonlyMap<string, AllergyClass>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly externals: ReadonlyMap<string, { readonly key: string; readonly zh: string; readonly en: string }>;
  /** The plain drug of a substance: its limits are the limits of the substance wherever it is contained. */
  readonly plainDrugOf: ReadonlyMap<string, IndexedDrug>;
  readonly policy: CheckPolicy;
}

export const keyText = (key: RuleKey): string => `${key.kind}:${key.key}`;

export const hasPrefix = (code: string | null, prefixes: readonly string[]): boolean =>
  code !== null && prefixes.some((prefix) => code.startsWith(prefix));

/** Looks everything up once, so that a check is a walk over a few short lists. */
export function indexRules(knowledge: Knowledge, policy: CheckPolicy): RuleBase {
  const classes = new Map(knowledge.classes.map((each) => [each.key, each]));
  const drugs = new Map(knowledge.drugs.map((drug) => [drug.id, indexDrug(drug, knowledge, classes)]));
  const plainDrugOf = new Map<string, IndexedDrug>();
  for (const indexed of drugs.values()) {
    const [only, ...others] = indexed.drug.ingredients;
    if (only && others.length === 0 && !plainDrugOf.has(only.substance)) plainDrugOf.set(only.substance, indexed);
  }
  return {
    knowledge,
    drugs,
    classes,
    allergyClasses: new Map(knowledge.allergies.map((each) => [each.key, each])),
    routes: new Map(knowledge.routes.map((route) => [route.code, route])),
    externals: new Map(knowledge.externals.map((each) => [each.key, each])),
    plainDrugOf,
    policy,
  };
}

function indexDrug(drug: GenericDrug, knowledge: Knowledge, classes: ReadonlyMap<string, DrugClass>): IndexedDrug {
  const keys = [`drug:${drug.id}`, ...drug.classes.map((key) => `class:${key}`)];
  const own = new Set(keys);
  const isAbout = (key: RuleKey) => own.has(keyText(key));
  const partners = new Map<string, InteractionRule[]>();
  const link = (other: RuleKey, rule: InteractionRule) => {
    const list = partners.get(keyText(other));
    if (!list) partners.set(keyText(other), [rule]);
    else if (!list.includes(rule)) list.push(rule);
  };
  for (const rule of knowledge.interactions) {
    if (isAbout(rule.a)) link(rule.b, rule);
    if (isAbout(rule.b)) link(rule.a, rule);
  }
  return {
    drug,
    keys,
    substances: new Set(drug.ingredients.map((ingredient) => ingredient.substance)),
    partners,
    duplicateClasses: drug.classes.flatMap((key) => {
      const known = classes.get(key);
      return known?.duplicateCheck ? [known] : [];
    }),
    allergyClasses: knowledge.allergies.filter((each) => isMember(drug, each)),
    sideChains: knowledge.sideChains.filter((group) => group.genericIds.includes(drug.id)).map((group) => group.key),
    diseases: knowledge.diseases.filter((rule) => isAbout(rule.drug)),
    populations: knowledge.populations.filter((rule) => isAbout(rule.drug)),
    renal: knowledge.renal.filter((rule) => rule.genericId === drug.id),
    skinTest: drug.skinTest
      ? knowledge.skinTests.find((rule) => rule.requirement === 'mandatory' && hasPrefix(drug.atc, rule.atcPrefixes))
      : undefined,
    routeDoses: knowledge.routeDoses.filter((limit) => limit.genericId === drug.id),
  };
}

const isMember = (drug: GenericDrug, { members }: AllergyClass): boolean =>
  members.classes.some((key) => drug.classes.includes(key)) || hasPrefix(drug.atc, members.atcPrefixes);
