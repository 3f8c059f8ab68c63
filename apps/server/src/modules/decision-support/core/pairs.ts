import type { CheckItem, Severity } from '../contract.ts';
import {
  drugText,
  type Finding,
  type KnownActive,
  type KnownItem,
  type Rule,
  type Situation,
  type Text,
} from './finding.ts';
import type { InteractionRule, RuleKey } from './rule-base.ts';

/** Two drugs the patient would take together: two lines of the sheet, or a line and a drug taken already. */
interface Pair {
  readonly a: KnownItem;
  readonly b: KnownItem | KnownActive;
  readonly items: readonly CheckItem[];
  readonly activeDrugId?: string;
  readonly group: string;
  /** One of the two is given on the skin, into the eye …: little of it reaches the blood. */
  readonly local: boolean;
}

/** Duplicates and interactions. Both orders of a rule count; of several about one pair the strongest is shown. */
export const pairRule: Rule = (situation, into) => {
  for (const pair of pairsOf(situation)) {
    const duplicate = sameSubstance(pair) ?? sameClass(pair, situation);
    if (duplicate) into.found.push(duplicate);
    into.found.push(...interactions(pair, situation));
  }
  for (const known of situation.items) exposureInteractions(known, situation, into.found);
};

function* pairsOf({ items, active, rules }: Situation): Generator<Pair> {
  const isLocal = ({ item }: KnownItem) => rules.routes.get(item.route)?.group === 'local' && item.route !== 'PR';
  for (const [index, a] of items.entries()) {
    for (const b of items.slice(index + 1)) {
      const group = `pair:${a.item.itemId}:${b.item.itemId}`;
      yield { a, b, items: [a.item, b.item], group, local: isLocal(a) || isLocal(b) };
    }
    for (const b of active) {
      const group = `pair:${a.item.itemId}:${b.active.id}`;
      yield { a, b, items: [a.item], activeDrugId: b.active.id, group, local: isLocal(a) };
    }
  }
}

const softened = (severity: Severity, local: boolean): Severity =>
  local && (severity === 'contraindicated' || severity === 'major') ? 'moderate' : severity;

const pairFacts = ({ items, activeDrugId, group, b }: Pair) => ({
  items,
  ...(activeDrugId === undefined ? {} : { activeDrugId }),
  group,
  why: originText(b),
});

function originText(b: KnownItem | KnownActive): Text[] {
  if (!('active' in b)) return [];
  const origins = {
    'this-visit': { zh: '本次就诊其他处方', en: 'another sheet of this visit' },
    'earlier-prescription': { zh: '既往处方仍在用药期', en: 'an earlier prescription still runs' },
    'long-term': { zh: '长期用药', en: 'long-term drug' },
    declared: { zh: '患者自述用药', en: 'declared by the patient' },
  } as const;
  const origin = origins[b.active.origin];
  return [{ zh: `${b.drug.zh}：${origin.zh}`, en: `${b.drug.en}: ${origin.en}` }];
}

function sameSubstance(pair: Pair): Finding | undefined {
  const { a, b } = pair;
  const shared = a.drug.ingredients.find(({ substance }) => b.substances.has(substance));
  if (!shared) return undefined;
  const facts = pairFacts(pair);
  return {
    ruleId: `DUPLICATE-${shared.substance}`,
    kind: 'duplicate-ingredient',
    severity: softened('major', pair.local),
    message: {
      zh: `重复用药：${a.drug.zh}与${b.drug.zh}均含${shared.zh}`,
      en: `Duplicate: ${a.drug.en} and ${b.drug.en} both contain ${shared.substance}`,
    },
    adviceZh: '核对是否确需同时使用，计算日总量',
    from: 'drugs',
    ...facts,
    why: [{ zh: `共同成分：${shared.zh}`, en: `Shared ingredient: ${shared.substance}` }, ...facts.why],
  };
}

function sameClass(pair: Pair, { rules }: Situation): Finding | undefined {
  const { a, b } = pair;
  const excepted = (classKey: string) =>
    rules.knowledge.duplicateExceptions.some(
      (each) =>
        each.classKey === classKey &&
        ((each.a.includes(a.drug.id) && each.b.includes(b.drug.id)) ||
          (each.a.includes(b.drug.id) && each.b.includes(a.drug.id))),
    );
  const shared = a.duplicateClasses.find((each) => b.drug.classes.includes(each.key) && !excepted(each.key));
  if (!shared) return undefined;
  const facts = pairFacts(pair);
  return {
    ruleId: `DUPLICATE-CLASS-${shared.key}`,
    kind: 'duplicate-class',
    severity: softened('moderate', pair.local),
    message: {
      zh: `同类重复：${a.drug.zh}与${b.drug.zh}同属${shared.zh}`,
      en: `Same class twice: ${a.drug.en} and ${b.drug.en} (${shared.en})`,
    },
    adviceZh: '核对是否确需联用',
    from: 'classes',
    ...facts,
    why: [{ zh: `共同类别：${shared.zh}`, en: `Shared class: ${shared.en}` }, ...facts.why],
  };
}

function interactions(pair: Pair, situation: Situation): Finding[] {
  const { a, b } = pair;
  const rules = new Set<InteractionRule>();
  for (const key of b.keys) for (const rule of a.partners.get(key) ?? []) rules.add(rule);
  const [first, second] = [drugText(a), drugText(b)];
  const facts = pairFacts(pair);
  return [...rules].map((rule) => ({
    ...interaction(rule, first, second, softened(rule.severity, pair.local)),
    ...facts,
    why: [ruleText(rule, situation), ...facts.why],
  }));
}

/** The two sides as the rule names them: "硝酸酯类 × PDE5抑制剂". */
function ruleText({ id, a, b }: InteractionRule, { rules }: Situation): Text {
  const nameOf = ({ kind, key }: RuleKey): Text =>
    (kind === 'class' ? rules.classes.get(key) : kind === 'drug' ? rules.drugs.get(key)?.drug : undefined) ?? {
      zh: key,
      en: key,
    };
  const [first, second] = [nameOf(a), nameOf(b)];
  return { zh: `规则${id}：${first.zh} × ${second.zh}`, en: `rule ${id}: ${first.en} × ${second.en}` };
}

const severityWords: Readonly<Record<Severity, Text>> = {
  contraindicated: { zh: '禁忌', en: 'contraindicated' },
  major: { zh: '严重相互作用', en: 'major interaction' },
  moderate: { zh: '中度相互作用', en: 'moderate interaction' },
  minor: { zh: '轻度相互作用', en: 'minor interaction' },
};

function interaction(rule: InteractionRule, a: Text, b: Text, severity: Severity): Omit<Finding, 'items' | 'group'> {
  const words = severityWords[severity];
  return {
    ruleId: rule.id,
    kind: 'interaction',
    severity,
    message: {
      zh: `${a.zh}＋${b.zh}：${words.zh}，${rule.effectZh}`,
      en: `${a.en} with ${b.en}: ${words.en} (${rule.mechanism.join(', ')})`,
    },
    why: [],
    adviceZh: rule.adviceZh,
    from: 'interactions',
  };
}

/** Alcohol and food are counselling: told, never a reason to stop. Medicines from elsewhere count in full. */
function exposureInteractions(known: KnownItem, { request, rules }: Situation, found: Finding[]): void {
  for (const key of request.patient.exposures ?? []) {
    const external = rules.externals.get(key);
    if (!external) continue;
    for (const rule of known.partners.get(`external:${key}`) ?? []) {
      const counselling = key === 'ALCOHOL';
      found.push({
        ...interaction(rule, drugText(known), external, rule.severity),
        ...(counselling ? { level: 'note' as const } : {}),
        items: [known.item],
        group: `exposure:${known.item.itemId}:${key}`,
        why: [{ zh: `患者使用：${external.zh}`, en: `The patient takes: ${external.en}` }],
      });
    }
  }
}
