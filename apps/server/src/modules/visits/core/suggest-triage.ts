import { compareDecimal, type Decimal } from '@xinglin/kernel/quantity';
import type {
  Grade,
  GradeReason,
  Screening,
  ScreeningOutcome,
  VitalFinding,
  VitalSign,
  VitalSigns,
} from '../contract.ts';
import { measuredValue, rulesMet, type VitalSignKnowledge } from './vital-signs.ts';

const URGENCY: readonly Grade[] = ['I', 'II', 'III', 'IVa', 'IVb'];

/** Negative when `a` is more urgent than `b`. */
export const compareGrade = (a: Grade, b: Grade): number => URGENCY.indexOf(a) - URGENCY.indexOf(b);

export interface TriageFindings {
  readonly chiefComplaint?: string | undefined;
  readonly vitalSigns: VitalSigns;
  readonly findings: readonly VitalFinding[];
  readonly ageMonths: number | undefined;
  readonly emergency: boolean;
}

/** Signs of which at least one must be measured before "nothing urgent" may be suggested. */
const LEADING_SIGNS: ReadonlySet<VitalSign> = new Set([
  'temperature',
  'pulse',
  'respiration',
  'systolic',
  'oxygenSaturation',
]);

/**
 * Suggests a grade with every reason that speaks for it; the most urgent reason wins. The nurse decides.
 * `grade` is absent when nothing leading was measured and nothing alarming was found: not knowing is not grade IV.
 */
export function suggestGrade(
  knowledge: VitalSignKnowledge,
  found: TriageFindings,
): { grade: Grade | undefined; reasons: GradeReason[] } {
  const reasons: GradeReason[] = [
    ...redFlagsIn(knowledge, found.chiefComplaint ?? ''),
    ...rulesMet(knowledge, found.vitalSigns, found.ageMonths).map(({ key, sign, grade }) => ({
      rule: key,
      sign,
      grade,
    })),
  ];
  for (const { sign, assessment } of found.findings) {
    const critical = assessment === 'critical-low' || assessment === 'critical-high';
    const abnormal = assessment === 'low' || assessment === 'high';
    const known = reasons.some((reason) => reason.sign === sign);
    if (critical && !known) reasons.push({ rule: 'critical-value', sign, grade: 'III' });
    if (abnormal && !known) reasons.push({ rule: 'abnormal-value', sign, grade: 'IVa' });
  }
  if (found.emergency) reasons.push({ rule: 'emergency-registration', grade: 'III' });
  if (reasons.length === 0) {
    const leading = found.findings.filter(
      ({ sign, measurement }) => LEADING_SIGNS.has(sign) && measuredValue(measurement) !== undefined,
    );
    // A value without a range for this age says nothing: that must not read as "nothing abnormal".
    const judged = leading.length > 0 && leading.every(({ assessment }) => assessment === 'normal');
    if (!judged) return { grade: undefined, reasons };
    return { grade: 'IVb', reasons: [{ rule: 'nothing-abnormal', grade: 'IVb' }] };
  }
  reasons.sort((a, b) => compareGrade(a.grade, b.grade));
  return { grade: reasons[0]?.grade, reasons };
}

function redFlagsIn({ redFlags }: VitalSignKnowledge, complaint: string): GradeReason[] {
  return redFlags
    .filter(({ words }) => words.some((word) => saysWord(complaint, word)))
    .map(({ key, grade }) => ({ rule: key, grade }));
}

const NEGATIONS = ['无', '否认', '没有', '未见', '未诉'];

/** True when the word stands somewhere without a negation earlier in its clause ("无发热、胸痛" says none). */
function saysWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const clause =
      text
        .slice(0, at)
        .split(/[，,。；;]/)
        .at(-1) ?? '';
    if (!NEGATIONS.some((negation) => clause.includes(negation))) return true;
  }
  return false;
}

/**
 * Fever clinic screening. 'clear' only when fever is answered or measured and every question was answered with no;
 * what was not asked or not known leaves 'unknown'.
 * @param feverFrom body temperature from which a person counts as feverish, ℃.
 */
export function screen(screening: Screening, vitalSigns: VitalSigns, feverFrom: Decimal): ScreeningOutcome {
  const temperature = measuredValue(vitalSigns.temperature);
  const hot = temperature !== undefined && compareDecimal(temperature, feverFrom) >= 0;
  const fever = hot ? 'yes' : (screening.fever ?? (temperature === undefined ? 'unknown' : 'no'));
  const { respiratory = 'unknown', contact = 'unknown', travel = 'unknown' } = screening;
  const exposed = contact === 'yes' || travel === 'yes';
  if (exposed && (fever === 'yes' || respiratory === 'yes')) return 'suspected';
  if (fever === 'yes') return 'fever';
  const all = [fever, respiratory, contact, travel];
  return all.includes('unknown') || exposed ? 'unknown' : 'clear';
}
