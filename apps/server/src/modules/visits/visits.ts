import type { Tx } from '#platform/transaction';
import { callNext, callVisit } from './commands/call.ts';
import {
  declineVisit,
  finishVisit,
  holdVisit,
  reopenVisit,
  requireInConsultation,
  resumeVisit,
  startVisit,
} from './commands/consultation.ts';
import { endOfDay } from './commands/end-of-day.ts';
import {
  cancelVisit,
  checkInVisit,
  comeBackVisit,
  requeueVisit,
  skipVisit,
  transferVisit,
} from './commands/queue-steps.ts';
import { registerVisit } from './commands/register-visit.ts';
import { bloodPressureDue, suggestTriage, triageVisit } from './commands/triage-visit.ts';
import type { Visit } from './core/visit.ts';
import { readVitalSigns } from './knowledge.ts';
import type { VisitsNeeds } from './needs.ts';
import { waitingBoard } from './queries/board.ts';
import { departmentQueue } from './queries/queue.ts';
import { findVisits, latestTriage, visitDetails, visitsOfPatient } from './queries/read-visits.ts';
import { visitStatistics } from './queries/statistics.ts';
import { lockVisit, readVisit } from './steps.ts';

export function createVisits(given: VisitsNeeds) {
  const needs = { ...given, vitalSigns: readVitalSigns() };
  return {
    /** @throws DomainError 'not-found'. */
    visit: (tx: Tx, visitId: string): Promise<Visit> => readVisit(tx, visitId),
    /** The visit, kept from moving until the transaction ends. @throws DomainError 'not-found'. */
    lock: (tx: Tx, visitId: string): Promise<Visit> => lockVisit(tx, visitId),
    requireInConsultation,
    /** 35岁首诊测血压: old enough, and no blood pressure yet this year. */
    isBloodPressureDue: async (tx: Tx, visitId: string): Promise<boolean> => {
      const visit = await readVisit(tx, visitId);
      const people = await needs.patients.people(tx, [visit.patientId]);
      return bloodPressureDue(needs, tx, visit, people.get(visit.patientId)?.bornOn);
    },
    latestTriage: latestTriage(needs),
    triageComplaint: async (tx: Tx, visitId: string): Promise<string | undefined> =>
      (await latestTriage(needs)(tx, visitId))?.chiefComplaint,

    register: registerVisit(needs),
    cancel: cancelVisit(needs),
    triage: triageVisit(needs),
    suggestTriage: suggestTriage(needs),
    checkIn: checkInVisit(needs),
    callNext: callNext(needs),
    call: callVisit(needs),
    skip: skipVisit(needs),
    requeue: requeueVisit(needs),
    comeBack: comeBackVisit(needs),
    transfer: transferVisit(needs),
    start: startVisit(needs),
    hold: holdVisit(needs),
    resume: resumeVisit(needs),
    finish: finishVisit(needs),
    reopen: reopenVisit(needs),
    decline: declineVisit(needs),
    endOfDay: endOfDay(needs),

    queue: departmentQueue(needs),
    board: waitingBoard(needs),
    find: findVisits(needs),
    details: visitDetails(needs),
    ofPatient: visitsOfPatient(needs),
    statistics: visitStatistics(needs),
  };
}

export type Visits = ReturnType<typeof createVisits>;
