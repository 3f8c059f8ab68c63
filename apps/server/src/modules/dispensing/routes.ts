import { type Route, serve } from '#platform/operations';
import * as contract from './contract.ts';
import type { Dispensing } from './dispensing.ts';

export const dispensingRoutes = (dispensing: Dispensing): Route[] => [
  serve(contract.queue, dispensing.queue),
  serve(contract.getTask, dispensing.task),
  serve(contract.tasksOfVisit, async (tx, { visitId }, context) => ({
    tasks: await dispensing.tasksOfVisit(tx, visitId, context),
  })),
  serve(contract.accept, dispensing.accept),
  serve(contract.returnToDoctor, dispensing.returnToDoctor),
  serve(contract.prepare, dispensing.prepare),
  serve(contract.reallocate, dispensing.reallocate),
  serve(contract.handOut, dispensing.handOut),
  serve(contract.takeBack, dispensing.takeBack),
  serve(contract.printData, dispensing.printData),
];
