import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { bloodPressureDue } from '../commands/triage-visit.ts';
import type {
  findVisits as findOperation,
  visitsOfPatient as ofPatientOperation,
  TriageRecord,
  VisitDetail,
} from '../contract.ts';
import { visitLife } from '../core/life-cycle.ts';
import { namesOf, present, rowOf, summaryOf } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import * as rows from '../rows.ts';
import { openReason, readVisit } from '../steps.ts';
import { openTriage, triageRecordOf } from '../triage-content.ts';

export const findVisits =
  (needs: VisitsNeeds) =>
  async (tx: Tx, input: InputOf<typeof findOperation>, context: Context): Promise<OutputOf<typeof findOperation>> => {
    const visitedOn = input.date ?? dateAtInstitution(context.now).toString();
    const [names, { total, found }] = await Promise.all([namesOf(tx, needs), rows.ofDay(tx, { ...input, visitedOn })]);
    const people = await needs.patients.people(tx, [...new Set(found.map(({ patientId }) => patientId))]);
    return { total, visits: found.map((visit) => rowOf(visit, names, people)) };
  };

export const visitDetails =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId }: { visitId: string }): Promise<VisitDetail> => {
    const visit = await readVisit(tx, visitId);
    const [names, people, steps, triages] = await Promise.all([
      namesOf(tx, needs),
      needs.patients.people(tx, [visit.patientId]),
      rows.stepsOf(tx, visitId),
      rows.triagesOf(tx, visitId),
    ]);
    const bornOn = people.get(visit.patientId)?.bornOn;
    return {
      ...rowOf(visit, names, people),
      session: visit.session,
      kind: visit.kind,
      nature: visit.nature,
      channel: visit.channel,
      payerKind: visit.payerKind,
      ...present({ feeServiceCode: visit.feeServiceCode, screeningOutcome: visit.screeningOutcome }),
      bloodPressureDue: await bloodPressureDue(needs, tx, visit, bornOn),
      triage: triages.map((row) => triageRecordOf(row, openTriage(needs.vault, row), names)),
      steps: steps.map((step) => ({
        event: step.event,
        to: step.to,
        at: step.at as InstantText,
        byName: names.staff.get(step.staffId) ?? '',
        departmentId: step.departmentId,
        ...present({ from: step.from, reason: openReason(needs, visitId, step) }),
      })),
      allowed: visitLife.eventsIn(visit.state),
    };
  };

export const visitsOfPatient =
  (needs: VisitsNeeds) =>
  async (
    tx: Tx,
    { patientId, limit, before }: InputOf<typeof ofPatientOperation>,
  ): Promise<OutputOf<typeof ofPatientOperation>> => {
    const [names, patientIds] = await Promise.all([namesOf(tx, needs), needs.patients.entriesOf(tx, patientId)]);
    const visits = await rows.ofPatients(tx, patientIds, { limit, before });
    return { visits: visits.map((visit) => summaryOf(visit, names)) };
  };

/** For modules above: the newest triage of a visit, undefined when there was none. */
export const latestTriage =
  (needs: VisitsNeeds) =>
  async (tx: Tx, visitId: string): Promise<TriageRecord | undefined> => {
    const [names, triages] = await Promise.all([namesOf(tx, needs), rows.triagesOf(tx, visitId)]);
    const latest = triages[0];
    return latest && triageRecordOf(latest, openTriage(needs.vault, latest), names);
  };
