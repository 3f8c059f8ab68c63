import type {
  ActiveDrug,
  AlertLevel,
  CheckItem,
  CheckPolicy,
  CheckRequest,
  MissingFact,
  RuleKind,
  Severity,
} from '../contract.ts';
import type { Action, IndexedDrug, RuleBase } from './rule-base.ts';

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** What a rule found, before levels, fingerprints and the choice of what is shown. */
export interface Finding {
  readonly ruleId: string;
  readonly kind: RuleKind;
  readonly severity: Severity;
  /** Where the rule itself says how loud it is, instead of its severity. */
  readonly level?: AlertLevel;
  readonly items: readonly CheckItem[];
  readonly activeDrugId?: string;
  readonly message: Text;
  readonly why: readonly Text[];
  readonly adviceZh?: string | null;
  /** Name of the knowledge the rule stands in: a key of `Knowledge.sources`. */
  readonly from: string;
  /** Findings of one group speak about one danger: only the strongest is shown. */
  readonly group: string;
}

export interface Gap {
  readonly kind: RuleKind;
  readonly missing: MissingFact;
  readonly items: readonly CheckItem[];
  readonly ask: boolean;
  readonly detail?: string;
  readonly message: Text;
}

export interface SkinTestGate {
  readonly item: CheckItem;
  readonly ruleId: string;
  readonly message: Text;
}

export interface KnownItem extends IndexedDrug {
  readonly item: CheckItem;
}
export interface KnownActive extends IndexedDrug {
  readonly active: ActiveDrug;
}

/** Everything a rule may look at: the request with ages worked out and drugs looked up. */
export interface Situation {
  readonly rules: RuleBase;
  readonly policy: CheckPolicy;
  readonly request: CheckRequest;
  readonly items: readonly KnownItem[];
  readonly active: readonly KnownActive[];
  readonly age: { readonly years: number; readonly months: number; readonly days: number } | undefined;
}

export interface Findings {
  readonly found: Finding[];
  readonly gaps: Gap[];
  readonly gates: SkinTestGate[];
}

/** One kind of rule. It only adds; the order of rules does not matter. */
export type Rule = (situation: Situation, into: Findings) => void;

const severities: Readonly<Record<Action, Severity>> = {
  block: 'contraindicated',
  'require-reason': 'major',
  warn: 'moderate',
  info: 'minor',
};
export const severityOf = (action: Action): Severity => severities[action];

const weight: Readonly<Record<Severity, number>> = { contraindicated: 3, major: 2, moderate: 1, minor: 0 };
export const isStronger = (a: Severity, b: Severity): boolean => weight[a] > weight[b];
export const severityWeight = (severity: Severity): number => weight[severity];

export const drugText = ({ drug }: IndexedDrug): Text => ({ zh: drug.zh, en: drug.en });

export const yearsText = (situation: Situation): Text => {
  const { age } = situation;
  if (!age) return { zh: '年龄不详', en: 'age unknown' };
  if (age.years >= 3) return { zh: `${age.years}岁`, en: `${age.years} years old` };
  if (age.months >= 1) return { zh: `${age.months}月龄`, en: `${age.months} months old` };
  return { zh: `${age.days}日龄`, en: `${age.days} days old` };
};
