import { daysSince } from './dose-limits.ts';
import { type Findings, type KnownItem, type Rule, type Situation, severityOf, type Text } from './finding.ts';
import type { RenalRule } from './rule-base.ts';

/** What a creatinine value says about the kidneys; a measure is undefined when a fact for it is missing. */
export interface KidneyFunction {
  readonly egfr: number | undefined;
  readonly crcl: number | undefined;
}

const UMOL_PER_MG_DL = 88.4;

/**
 * eGFR in mL/min/1.73 m²: CKD-EPI 2021 for adults, bedside Schwartz (36.5 × height / creatinine) below 18.
 * CrCl in mL/min: Cockcroft-Gault, adults only.
 */
export function kidneyFunction(facts: {
  readonly creatinineUmolPerL: number;
  readonly years: number;
  readonly sex: string;
  readonly kg: number | undefined;
  readonly heightCm: number | undefined;
}): KidneyFunction {
  const { creatinineUmolPerL, years, sex, kg, heightCm } = facts;
  if (years < 18) {
    return { egfr: heightCm === undefined ? undefined : (36.5 * heightCm) / creatinineUmolPerL, crcl: undefined };
  }
  if (sex !== 'male' && sex !== 'female') return { egfr: undefined, crcl: undefined };
  const female = sex === 'female';
  const mgPerDl = creatinineUmolPerL / UMOL_PER_MG_DL;
  const ratio = mgPerDl / (female ? 0.7 : 0.9);
  const egfr =
    142 *
    Math.min(ratio, 1) ** (female ? -0.241 : -0.302) *
    Math.max(ratio, 1) ** -1.2 *
    0.9938 ** years *
    (female ? 1.012 : 1);
  const crcl = kg === undefined ? undefined : ((140 - years) * kg * (female ? 0.85 : 1)) / (72 * mgPerDl);
  return { egfr, crcl };
}

/** Doses by kidney function: the measure a rule names, or the other one with a word about it. */
export const renalRule: Rule = (situation, into) => {
  const concerned = situation.items.filter(({ renal }) => renal.length > 0);
  if (concerned.length === 0) return;
  const { renal } = situation.request.patient;
  if (!renal) tellMissing('creatinine', concerned, into);
  else {
    if (daysSince(renal.measuredOn, situation) > situation.policy.creatinineValidDays) {
      tellMissing('recent-creatinine', concerned, into);
    }
    checkKidneys(concerned, renal.creatinineUmolPerL, situation, into);
  }
};

const gapTexts: Readonly<
  Record<'creatinine' | 'recent-creatinine' | 'height' | 'birth-date' | 'sex' | 'weight', Text>
> = {
  creatinine: { zh: '无肌酐结果：肾功能剂量未检查', en: 'No creatinine: doses by kidney function not checked' },
  'recent-creatinine': { zh: '肌酐结果已过期，建议复查', en: 'The creatinine is old; measure again' },
  height: { zh: '缺少身高，儿童肾功能无法估算', en: 'No height: kidney function of a child cannot be estimated' },
  'birth-date': { zh: '年龄不详，肾功能无法估算', en: 'Age unknown: kidney function cannot be estimated' },
  sex: { zh: '性别不详，肾功能无法估算', en: 'Sex unknown: kidney function cannot be estimated' },
  weight: { zh: '缺少体重，肌酐清除率无法估算', en: 'No weight: creatinine clearance cannot be estimated' },
};

function tellMissing(missing: keyof typeof gapTexts, concerned: readonly KnownItem[], into: Findings): void {
  const items = concerned.map(({ item }) => item);
  into.gaps.push({ kind: 'renal', missing, items, ask: false, message: gapTexts[missing] });
}

function checkKidneys(
  concerned: readonly KnownItem[],
  creatinineUmolPerL: number,
  situation: Situation,
  into: Findings,
): void {
  const { age, request } = situation;
  const { sex, weight, heightCm } = request.patient;
  if (!age) {
    tellMissing('birth-date', concerned, into);
    return;
  }
  const kg = weight && Number(weight.kg);
  const kidneys = kidneyFunction({ creatinineUmolPerL, years: age.years, sex, kg, heightCm });
  if (kidneys.egfr === undefined) {
    tellMissing(age.years < 18 ? 'height' : 'sex', concerned, into);
    return;
  }
  for (const known of concerned) {
    for (const rule of known.renal) checkRule(rule, kidneys.egfr, kidneys.crcl, known, into);
  }
}

function checkRule(
  rule: RenalRule,
  egfr: number,
  crcl: number | undefined,
  { drug, item }: KnownItem,
  into: Findings,
): void {
  const named = rule.measure === 'egfr' ? egfr : crcl;
  const value = named ?? egfr;
  if (value < rule.from || value >= rule.below) return;
  const measure = named === undefined || rule.measure === 'egfr' ? 'eGFR' : 'CrCl';
  const shown = `${measure} ${Math.round(value)}`;
  into.found.push({
    ruleId: rule.id,
    kind: 'renal',
    severity: severityOf(rule.action),
    items: [item],
    message: {
      zh: `${drug.zh}：${shown}，${rule.adviceZh}`,
      en: `${drug.en}: ${shown} lies in the range ${rule.from} to ${rule.below}`,
    },
    why: [
      { zh: shown, en: shown },
      ...(named === undefined ? [{ zh: '无体重，以eGFR代替CrCl', en: 'no weight: eGFR used instead of CrCl' }] : []),
    ],
    adviceZh: rule.adviceZh,
    from: 'renal',
    group: `renal:${item.itemId}`,
  });
}
