import { drugText, type Findings, type KnownItem, type Rule, type Situation } from './finding.ts';
import type { DiseaseRule } from './rule-base.ts';

/** Drugs against the diagnoses of the visit and the problem list, by prefixes of ICD-10 codes. */
export const diseaseRule: Rule = (situation, into) => {
  const concerned = situation.items.filter(({ diseases }) => diseases.length > 0);
  const { diagnoses } = situation.request.patient;
  if (diagnoses === undefined) {
    if (concerned.length === 0) return;
    into.gaps.push({
      kind: 'disease',
      missing: 'diagnoses',
      items: concerned.map(({ item }) => item),
      ask: false,
      message: { zh: '尚无诊断：疾病禁忌未检查', en: 'No diagnosis yet: contraindications not checked' },
    });
  }
  for (const known of concerned) {
    for (const rule of known.diseases) checkDisease(rule, diagnoses ?? [], known, situation, into);
  }
};

const isAboutPregnancy = ({ icd10Prefixes }: DiseaseRule): boolean =>
  icd10Prefixes.some((prefix) => prefix === 'O' || prefix.startsWith('O') || prefix === 'Z34');

function checkDisease(
  rule: DiseaseRule,
  diagnoses: readonly string[],
  known: KnownItem,
  situation: Situation,
  into: Findings,
): void {
  const aboutPregnancy = isAboutPregnancy(rule);
  const { pregnancy } = situation.request.patient;
  const code = diagnoses.find((each) => rule.icd10Prefixes.some((prefix) => each.startsWith(prefix)));
  // A diagnosis of chapter O also stands for the time after birth: what is said about the pregnancy itself goes first.
  const holds = aboutPregnancy && pregnancy ? pregnancy.state === 'pregnant' : code !== undefined;
  if (!holds) return;
  const condition = conditionOf(rule, situation);
  if (condition === 'no') return;
  const { item } = known;
  const { zh, en } = drugText(known);
  if (condition === 'unknown') {
    into.gaps.push({
      kind: 'disease',
      missing: rule.when && 'pregnancyWeeksFrom' in rule.when ? 'pregnancy-weeks' : 'birth-date',
      items: [item],
      ask: true,
      detail: rule.id,
      message: {
        zh: `${zh}：${rule.conditionZh}时禁忌，条件不详`,
        en: `${en}: rule ${rule.id} depends on weeks of pregnancy or age, which are not known`,
      },
    });
    return;
  }
  const fact = code ? { zh: `诊断 ${code}`, en: `diagnosis ${code}` } : { zh: '妊娠', en: 'pregnant' };
  into.found.push({
    ruleId: rule.id,
    kind: 'disease',
    severity: rule.severity,
    items: [item],
    message: {
      zh: `${zh}：${rule.conditionZh}，${rule.riskZh}`,
      en: `${en}: ${rule.severity === 'contraindicated' ? 'contraindicated' : 'a risk'} with ${code ?? 'pregnancy'}`,
    },
    why: [fact],
    adviceZh: rule.adviceZh,
    from: 'diseases',
    group: aboutPregnancy ? `pregnancy:${item.itemId}` : `disease:${item.itemId}:${rule.id}`,
  });
}

function conditionOf({ when }: DiseaseRule, { age, request }: Situation): 'yes' | 'no' | 'unknown' {
  if (when === null) return 'yes';
  if ('ageYearsBelow' in when) {
    if (!age) return 'unknown';
    return age.years < when.ageYearsBelow ? 'yes' : 'no';
  }
  const { pregnancy } = request.patient;
  if (pregnancy?.state === 'not-pregnant') return 'no';
  if (pregnancy?.weeks === undefined) return 'unknown';
  return pregnancy.weeks >= when.pregnancyWeeksFrom ? 'yes' : 'no';
}
