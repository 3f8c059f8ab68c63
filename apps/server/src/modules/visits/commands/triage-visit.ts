import { ageInMonths, ageInYears } from '@xinglin/kernel/clock';
import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { FactKind } from '#contract/patients/health';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import {
  type Preference,
  type ScreeningOutcome,
  type suggestTriage as suggestOperation,
  type TriageSuggestion,
  type triageVisit as triageOperation,
  visitTriaged,
} from '../contract.ts';
import { compareGrade, screen, suggestGrade } from '../core/suggest-triage.ts';
import type { Visit } from '../core/visit.ts';
import { findings, impossibleValues, measuredValue, type VitalSignKnowledge } from '../core/vital-signs.ts';
import { vitalObservations } from '../fhir.ts';
import { type Names, namesOf, present, stepped } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { writeEncounter } from '../record.ts';
import * as rows from '../rows.ts';
import * as settings from '../settings.ts';
import { advance, instantOf, lockVisit, readVisit, requireIn, sealedReason } from '../steps.ts';
import { sealTriage, type TriageContent, triageRecordOf } from '../triage-content.ts';
import { moved } from './queue-steps.ts';
import { requirePlace } from './register-visit.ts';

type Input = InputOf<typeof triageOperation>;
type Findings = InputOf<typeof suggestOperation>;

export interface TriageNeeds extends VisitsNeeds {
  readonly vitalSigns: VitalSignKnowledge;
}

/** What the system makes of the findings. @throws DomainError 'invalid' naming every value that cannot be. */
async function judge(needs: TriageNeeds, tx: Tx, visit: Visit, input: Findings, names: Names) {
  const { institutions, patients, vitalSigns: knowledge } = needs;
  const [people, feverFrom, route] = await Promise.all([
    patients.people(tx, [visit.patientId]),
    institutions.setting(tx, settings.feverFrom),
    institutions.setting(tx, settings.routeFever),
  ]);
  const bornOn = people.get(visit.patientId)?.bornOn;
  const taken = measuredValue(input.vitalSigns.systolic) !== undefined;
  const due = !taken && (await bloodPressureDue(needs, tx, visit, bornOn));
  const ageMonths =
    bornOn === undefined
      ? undefined
      : ageInMonths(Temporal.PlainDate.from(bornOn), Temporal.PlainDate.from(visit.visitedOn));
  const faults = impossibleValues(knowledge, input.vitalSigns, ageMonths);
  if (faults.length > 0) throw new DomainError('invalid', 'platform.invalid-input', {}, faults);
  const found = findings(knowledge, input.vitalSigns, ageMonths);
  const { chiefComplaint, vitalSigns } = input;
  const { grade, reasons } = suggestGrade(knowledge, {
    chiefComplaint,
    vitalSigns,
    findings: found,
    ageMonths,
    emergency: visit.emergency,
  });
  const screening = screen(input.screening, vitalSigns, feverFrom);
  const feverDepartmentId = routes(route, screening) ? feverClinicOf(names, visit) : undefined;
  const suggestion: TriageSuggestion = {
    ...(grade !== undefined && { grade }),
    reasons,
    findings: found,
    screening,
    bloodPressureDue: due,
    ...(feverDepartmentId !== undefined && { feverDepartmentId }),
  };
  return suggestion;
}

const routes = (from: 'never' | 'suspected' | 'fever', outcome: ScreeningOutcome): boolean =>
  (outcome === 'suspected' && from !== 'never') || (outcome === 'fever' && from === 'fever');

/** The fever clinic of the same site; undefined when there is none, or the person is there already. */
function feverClinicOf({ departments }: Names, visit: Visit): string | undefined {
  const here = departments.get(visit.departmentId);
  if (here?.kind === 'fever-clinic') return undefined;
  return [...departments.values()].find(
    ({ kind, siteId, retired }) => kind === 'fever-clinic' && siteId === here?.siteId && !retired,
  )?.id;
}

/** 35岁首诊测血压: old enough, and no blood pressure yet in any visit of this year. Unknown age: not due. */
export async function bloodPressureDue(
  needs: VisitsNeeds,
  tx: Tx,
  visit: Visit,
  bornOn: string | undefined,
): Promise<boolean> {
  if (visit.bloodPressureTaken || bornOn === undefined) return false;
  const from = await needs.institutions.setting(tx, settings.bloodPressureFrom);
  const on = Temporal.PlainDate.from(visit.visitedOn);
  if (from === null || ageInYears(Temporal.PlainDate.from(bornOn), on) < from) return false;
  const patientIds = await needs.patients.entriesOf(tx, visit.patientId);
  return !(await rows.bloodPressureTakenInYear(tx, { patientIds, year: on.year, exceptVisitId: visit.id }));
}

export const suggestTriage =
  (needs: TriageNeeds) =>
  async (tx: Tx, input: Findings, context: Context): Promise<OutputOf<typeof suggestOperation>> => {
    const [visit, names] = await Promise.all([readVisit(tx, input.visitId), namesOf(tx, needs)]);
    requireIn(context.actor, 'visits.triage', visit.departmentId);
    return { patientId: visit.patientId, ...(await judge(needs, tx, visit, input, names)) };
  };

/**
 * Stores the triage form, takes the step, and writes vital signs to the record. Also used for later measurements:
 * then the state stays as it is.
 */
export const triageVisit =
  (needs: TriageNeeds) =>
  async (tx: Tx, input: Input, context: Context): Promise<OutputOf<typeof triageOperation>> => {
    const [visit, names] = await Promise.all([lockVisit(tx, input.visitId), namesOf(tx, needs)]);
    requireIn(context.actor, 'visits.triage', visit.departmentId);
    const suggestion = await judge(needs, tx, visit, input, names);
    requireReasons(input, suggestion);
    if (input.moveTo) requirePlace(names, input.moveTo);

    const { row, content } = await store(needs, tx, input, suggestion, context);
    const triaged = await advance(tx, visit, 'triage', {
      context,
      changes: {
        grade: input.grade,
        screeningOutcome: suggestion.screening,
        bloodPressureTaken: visit.bloodPressureTaken || measuredValue(input.vitalSigns.systolic) !== undefined,
        preferences: preferencesAfter(visit, input),
        waitingSince: visit.waitingSince ?? instantOf(context.now),
      },
    });
    const after = input.moveTo
      ? await advance(tx, triaged, 'transfer', {
          context,
          reason: sealedReason(needs, triaged, 'triage'),
          changes: moved(triaged, input.moveTo, context.now),
        })
      : triaged;
    const record = triageRecordOf(row, content, names);
    await Promise.all([
      writeEncounter(needs, tx, after, {
        names,
        context,
        others: vitalObservations(after, record, needs.vitalSigns, () => newId(context.now.epochMilliseconds)),
      }),
      recordFacts(needs, tx, visit, input, context),
    ]);
    await tx.publish(visitTriaged, {
      visitId: visit.id,
      patientId: visit.patientId,
      departmentId: after.departmentId,
      ...(after.doctorId !== undefined && { doctorId: after.doctorId }),
      grade: input.grade,
      screeningOutcome: suggestion.screening,
    });
    return { ...stepped(after, names), triage: record, bloodPressureDue: suggestion.bloodPressureDue };
  };

/** @throws DomainError 'invalid' or 'rule' when a decision against the suggestion is not explained. */
function requireReasons(input: Input, { grade, feverDepartmentId }: TriageSuggestion): void {
  if (grade !== undefined && compareGrade(input.grade, grade) > 0 && input.gradeReason === undefined) {
    throw invalidField('gradeReason', 'visits.grade-reason-required', { grade });
  }
  const routed = feverDepartmentId === undefined || input.moveTo?.departmentId === feverDepartmentId;
  if (!routed && input.keepReason === undefined) throw new DomainError('rule', 'visits.fever-clinic-first');
}

async function store(needs: TriageNeeds, tx: Tx, input: Input, suggestion: TriageSuggestion, context: Context) {
  const id = newId(context.now.epochMilliseconds);
  const content: TriageContent = {
    chiefComplaint: input.chiefComplaint,
    findings: suggestion.findings,
    screening: input.screening,
    pregnancy: input.pregnancy,
    pregnancyWeeks: input.pregnancyWeeks,
    gradeReason: input.gradeReason,
    keepReason: input.keepReason,
  };
  const row: rows.TriageRow = {
    id,
    visitId: input.visitId,
    triagedAt: instantOf(context.now),
    triagedBy: context.actor.staffId,
    grade: input.grade,
    suggestedGrade: suggestion.grade,
    screeningOutcome: suggestion.screening,
    content: sealTriage(needs.vault, id, content),
  };
  await rows.insertTriage(tx, row);
  return { row, content };
}

/** Given preferences replace the earlier ones, except what the system found; pregnancy adds itself. */
function preferencesAfter(visit: Visit, input: Input): Preference[] {
  const found = visit.preferences.filter((one) => one === 'elderly' || one === 'returning');
  const given: readonly Preference[] = input.preferences ?? visit.preferences;
  const pregnant: readonly Preference[] = input.pregnancy === 'pregnant' ? ['pregnant'] : [];
  return [...new Set([...found, ...given, ...pregnant])];
}

/** What outlives the visit: weight and height as measured, pregnancy when somebody said yes or no. */
async function recordFacts(needs: VisitsNeeds, tx: Tx, visit: Visit, input: Input, context: Context): Promise<void> {
  const note = (kind: FactKind, value: unknown, unit?: string) =>
    needs.patients.recordFact(tx, visit.patientId, kind, value, unit, context.now, context);
  const weight = measuredValue(input.vitalSigns.weight);
  const height = measuredValue(input.vitalSigns.height);
  if (weight !== undefined) await note('weight', weight, 'kg');
  if (height !== undefined) await note('height', height, 'cm');
  if (input.pregnancy === 'pregnant') {
    await note('pregnancy', { state: 'yes', ...present({ weeks: input.pregnancyWeeks }) });
  }
  if (input.pregnancy === 'not-pregnant') await note('pregnancy', { state: 'no' });
}
