import type { AllergyFact } from '../contract.ts';
import {
  drugText,
  type Findings,
  isStronger,
  type KnownItem,
  type Rule,
  type Situation,
  severityOf,
  type Text,
} from './finding.ts';
import type { Action, AllergyClass, CrossReaction, IndexedDrug, RuleBase } from './rule-base.ts';

/** What a history of allergy means to the engine: some named drugs, some whole classes. */
interface Meaning {
  readonly drugs: readonly IndexedDrug[];
  readonly classes: readonly AllergyClass[];
}

interface Hit {
  readonly action: Action;
  readonly ruleId: string;
  readonly reason: Text;
  readonly adviceZh: string | null;
}

/**
 * Same ingredient, same class, cross-reacting class; a severe immediate history or a shared side chain makes a cross
 * reaction stronger. An intolerance is told and stops nothing. Words that match nothing are asked about.
 */
export const allergyRule: Rule = (situation, into) => {
  const { items, request } = situation;
  if (items.length === 0) return;
  const { allergies } = request.patient;
  if (allergies === undefined) {
    into.gaps.push({
      kind: 'allergy',
      missing: 'allergy-history',
      items: items.map(({ item }) => item),
      ask: true,
      message: { zh: '未询问过敏史：过敏检查未进行', en: 'Nobody asked about allergies: not checked for them' },
    });
    return;
  }
  for (const allergy of allergies) {
    const meaning = meaningOf(allergy, situation.rules);
    if (!meaning) tellUnmatched(allergy, situation, into);
    else for (const known of items) addHit(allergy, meaning, known, situation, into);
  }
};

function tellUnmatched(allergy: AllergyFact, { items }: Situation, into: Findings): void {
  const words = wordsOf(allergy);
  into.gaps.push({
    kind: 'allergy',
    missing: 'allergy-class',
    items: items.map(({ item }) => item),
    ask: allergy.type === 'allergy' && (allergy.category ?? 'medication') === 'medication',
    detail: words,
    message: {
      zh: `过敏记录“${words}”未能对应到药物或类别：未据此检查`,
      en: `The allergy "${words}" matches no drug or class: not checked`,
    },
  });
}

function addHit(allergy: AllergyFact, meaning: Meaning, known: KnownItem, situation: Situation, into: Findings): void {
  const hit = strongestHit(allergy, meaning, known, situation.rules);
  if (!hit) return;
  const { zh, en } = drugText(known);
  const history = wordsOf(allergy, situation.rules);
  const intolerance = allergy.type === 'intolerance';
  into.found.push({
    ruleId: hit.ruleId,
    kind: intolerance ? 'intolerance' : 'allergy',
    severity: intolerance ? 'minor' : severityOf(hit.action),
    items: [known.item],
    message: intolerance
      ? { zh: `${zh}：患者对${history.zh}不耐受`, en: `${en}: the patient does not tolerate ${history.en}` }
      : {
          zh: `${zh}：患者${history.zh}过敏，${hit.reason.zh}`,
          en: `${en}: allergy to ${history.en}, ${hit.reason.en}`,
        },
    why: [
      {
        zh: `过敏史：${history.zh}${allergy.reaction ? `（${allergy.reaction}）` : ''}`,
        en: `History: ${history.en}${allergy.reaction ? ` (${allergy.reaction})` : ''}`,
      },
      hit.reason,
      ...(isSevere(allergy, situation.rules) ? [{ zh: '严重反应史', en: 'severe reaction' }] : []),
    ],
    adviceZh: hit.adviceZh,
    from: 'allergies',
    group: `allergy:${known.item.itemId}`,
  });
}

function strongestHit(allergy: AllergyFact, meaning: Meaning, known: IndexedDrug, rules: RuleBase): Hit | undefined {
  const severe = isSevere(allergy, rules);
  const hits: Hit[] = [];
  for (const drug of meaning.drugs) {
    const shared = [...known.substances].find((substance) => drug.substances.has(substance));
    if (shared !== undefined) hits.push(sameIngredient(drug));
  }
  for (const group of meaning.classes) {
    // The history names the class itself, or one of its members.
    const named = meaning.drugs.filter((drug) => drug.allergyClasses.includes(group));
    if (known.allergyClasses.includes(group)) hits.push(sameClass(group, named, known));
    for (const cross of group.cross) {
      if (touches(cross, known)) hits.push(crossReaction(group, cross, named, known, severe));
    }
  }
  return hits.reduce<Hit | undefined>(
    (best, hit) => (!best || isStronger(severityOf(hit.action), severityOf(best.action)) ? hit : best),
    undefined,
  );
}

const sameIngredient = (drug: IndexedDrug): Hit => ({
  action: drug.allergyClasses[0]?.sameIngredient ?? 'block',
  ruleId: `ALLERGY-${drug.drug.id}`,
  reason: { zh: '含同一成分', en: 'the same ingredient' },
  adviceZh: drug.allergyClasses[0]?.noteZh ?? null,
});

function sameClass(group: AllergyClass, named: readonly IndexedDrug[], known: IndexedDrug): Hit {
  const exception = group.exceptions.find((each) => touches(each, known));
  const sideChain = named.some((drug) => sharesSideChain(drug, known));
  // A history that names the whole class names every member of it.
  const byMember: Action = named.length === 0 ? group.sameIngredient : group.sameClass;
  const action: Action = exception?.action ?? (sideChain && group.sameSideChain ? group.sameSideChain : byMember);
  return {
    action,
    ruleId: `ALLERGY-${group.key}`,
    reason:
      sideChain && !exception
        ? { zh: `同属${group.zh}且侧链相同`, en: `same class (${group.en}) and same side chain` }
        : { zh: `同属${group.zh}`, en: `same class (${group.en})` },
    adviceZh: exception?.noteZh ?? group.noteZh,
  };
}

function crossReaction(
  group: AllergyClass,
  cross: CrossReaction,
  named: readonly IndexedDrug[],
  known: IndexedDrug,
  severe: boolean,
): Hit {
  const sideChain = named.some((drug) => sharesSideChain(drug, known));
  const candidates = [
    cross.action,
    sideChain ? cross.actionSameSideChain : null,
    severe ? (cross.actionSevereHistory ?? (cross.action === 'require-reason' ? 'block' : null)) : null,
  ].filter((action) => action !== null);
  const action = candidates.reduce((best, next) => (isStronger(severityOf(next), severityOf(best)) ? next : best));
  return {
    action,
    ruleId: `ALLERGY-${group.key}-CROSS`,
    reason: sideChain
      ? { zh: `与${group.zh}侧链相同，可交叉过敏`, en: `shares a side chain with ${group.en}` }
      : { zh: `与${group.zh}可交叉过敏`, en: `may cross-react with ${group.en}` },
    adviceZh: cross.noteZh ?? group.noteZh,
  };
}

const touches = (cross: CrossReaction, { drug }: IndexedDrug): boolean =>
  cross.genericIds.includes(drug.id) || cross.classes.some((key) => drug.classes.includes(key));

const sharesSideChain = (a: IndexedDrug, b: IndexedDrug): boolean =>
  a.sideChains.some((key) => b.sideChains.includes(key));

/** A history called severe, or one whose words name a severe reaction. */
function isSevere(allergy: AllergyFact, rules: RuleBase): boolean {
  if (allergy.severity === 'severe-immediate' || allergy.severity === 'severe') return true;
  const words =
    `${allergy.reaction ?? ''} ${allergy.substance.kind === 'text' ? allergy.substance.text : ''}`.toLowerCase();
  return rules.knowledge.severeReactionWords.some((word) => words.includes(word.toLowerCase()));
}

function wordsOf(allergy: AllergyFact): string;
function wordsOf(allergy: AllergyFact, rules: RuleBase): Text;
function wordsOf({ substance }: AllergyFact, rules?: RuleBase): string | Text {
  if (substance.kind === 'text') return rules ? { zh: substance.text, en: substance.text } : substance.text;
  const key = substance.kind === 'generic' ? substance.genericId : substance.classKey;
  if (!rules) return key;
  const known = substance.kind === 'generic' ? rules.drugs.get(key)?.drug : rules.allergyClasses.get(key);
  return { zh: known?.zh ?? key, en: known?.en ?? key };
}

/** Undefined when the record names nothing the rule base knows. */
function meaningOf({ substance }: AllergyFact, rules: RuleBase): Meaning | undefined {
  if (substance.kind === 'generic') {
    const drug = rules.drugs.get(substance.genericId);
    return drug && { drugs: [drug], classes: drug.allergyClasses };
  }
  if (substance.kind === 'class') {
    const group = rules.allergyClasses.get(substance.classKey);
    return group && { drugs: [], classes: [group] };
  }
  return meaningOfWords(substance.text, rules);
}

/**
 * Reads typed words: names of drugs (with or without the salt), names and key words of classes. A class word that is
 * no more than the name of one drug ("阿莫西林") stands for that drug.
 */
function meaningOfWords(text: string, rules: RuleBase): Meaning | undefined {
  const words = text.toLowerCase();
  const drugs = [...rules.drugs.values()].filter(({ drug }) =>
    [drug.zh, withoutSalt(drug.zh), drug.en].some((name) => name.length >= 2 && words.includes(name.toLowerCase())),
  );
  const classes = new Set(drugs.flatMap((drug) => drug.allergyClasses));
  let wholeClass = false;
  for (const group of rules.allergyClasses.values()) {
    const named = [group.zh.replace(/[（(].*$/, ''), group.en, ...group.keywordsZh].filter((word) =>
      words.includes(word.toLowerCase()),
    );
    if (named.length === 0) continue;
    if (drugs.length === 0 || isClassName(named, group)) wholeClass = true;
    classes.add(group);
  }
  if (drugs.length === 0 && classes.size === 0) return undefined;
  return { drugs: wholeClass ? [] : drugs, classes: [...classes] };
}

const isClassName = (named: readonly string[], group: AllergyClass): boolean =>
  named.some((word) => group.zh.startsWith(word) || group.en.startsWith(word));

const withoutSalt = (name: string): string => name.replace(/^(盐酸|硫酸|磷酸|重组)/, '').replace(/(钠|钾|钙)$/, '');
