import { type Route, serve } from '#platform/operations';
import * as contract from './contract.ts';
import type { Visits } from './visits.ts';

export const visitsRoutes = (visits: Visits): Route[] => [
  serve(contract.registerVisit, visits.register),
  serve(contract.cancelVisit, visits.cancel),
  serve(contract.findVisits, visits.find),
  serve(contract.visitDetails, visits.details),
  serve(contract.visitsOfPatient, visits.ofPatient),
  serve(contract.triageVisit, visits.triage),
  serve(contract.suggestTriage, visits.suggestTriage),
  serve(contract.checkInVisit, visits.checkIn),
  serve(contract.departmentQueue, visits.queue),
  serve(contract.callNext, visits.callNext),
  serve(contract.callVisit, visits.call),
  serve(contract.skipVisit, visits.skip),
  serve(contract.requeueVisit, visits.requeue),
  serve(contract.comeBackVisit, visits.comeBack),
  serve(contract.transferVisit, visits.transfer),
  serve(contract.startVisit, visits.start),
  serve(contract.holdVisit, visits.hold),
  serve(contract.resumeVisit, visits.resume),
  serve(contract.finishVisit, visits.finish),
  serve(contract.reopenVisit, visits.reopen),
  serve(contract.declineVisit, visits.decline),
  serve(contract.waitingBoard, visits.board),
  serve(contract.visitStatistics, visits.statistics),
];
