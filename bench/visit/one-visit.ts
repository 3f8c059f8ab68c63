import type { Client } from '@xinglin/kernel/client';
import { newId } from '@xinglin/kernel/ids';
import { billOfVisit, settle } from '../../apps/server/src/modules/charging/contract.ts';
import { accept, CHECK_POINTS, handOut, tasksOfVisit } from '../../apps/server/src/modules/dispensing/contract.ts';
import { deskNote, signNote } from '../../apps/server/src/modules/emr/contract.ts';
import { searchPatients } from '../../apps/server/src/modules/patients/contract.ts';
import {
  checkPrescription,
  savePrescription,
  signPrescription,
} from '../../apps/server/src/modules/prescriptions/contract.ts';
import {
  callNext,
  departmentQueue,
  finishVisit,
  registerVisit,
  startVisit,
  triageVisit,
  visitDetails,
} from '../../apps/server/src/modules/visits/contract.ts';
import { type Stopwatch, timed } from './client.ts';
import type { PreparedDrug } from './prepare.ts';

export interface Team {
  readonly registrar: Client;
  readonly nurse: Client;
  readonly doctor: Client;
  readonly cashier: Client;
  readonly reviewer: Client;
  readonly dispenser: Client;
  readonly doctorId: string;
  readonly departmentId: string;
}

export interface Given {
  readonly patient: { readonly id: string; readonly name: string };
  readonly drugs: readonly PreparedDrug[];
}

type Value = { readonly value: never };
const value = (text: string) => ({ value: text }) as unknown as Value;

/** One complete visit, as six people at six screens do it: 20 requests, of which 13 change something. */
export async function oneVisit(team: Team, { patient, drugs }: Given, watch: Stopwatch): Promise<void> {
  const { departmentId, doctorId } = team;

  const registrar = timed(team.registrar, watch, '1 register');
  await registrar.call(searchPatients, { text: patient.name });
  const { visitId } = await registrar.call(registerVisit, {
    patientId: patient.id,
    departmentId,
    doctorId,
    firstVisit: true,
    feeServiceCode: 'GH001',
  });

  const nurse = timed(team.nurse, watch, '2 triage');
  await nurse.call(departmentQueue, { departmentId });
  await nurse.call(triageVisit, {
    visitId,
    chiefComplaint: '咽痛2天',
    vitalSigns: {
      temperature: value('36.8'),
      pulse: value('78'),
      respiration: value('18'),
      systolic: value('126'),
      diastolic: value('80'),
      oxygenSaturation: value('98'),
      weight: value('66.5'),
    },
    screening: { fever: 'no', respiratory: 'yes', contact: 'no', travel: 'no' },
    grade: 'IVb',
  });

  const calling = timed(team.doctor, watch, '3 call and start');
  await calling.call(departmentQueue, { departmentId, doctorId });
  const { visit } = await calling.call(callNext, { departmentId, room: '1诊室' });
  if (visit?.visitId !== visitId) throw new Error(`expected ${visitId} to be next, got ${visit?.visitId}`);
  await calling.call(startVisit, { visitId, room: '1诊室' });
  await calling.call(visitDetails, { visitId });

  const writing = timed(team.doctor, watch, '4 note');
  const { note } = await writing.call(deskNote, { visitId });
  await writing.call(signNote, {
    visitId,
    version: note?.version ?? 0,
    content: {
      visitType: 'first',
      sections: {
        chiefComplaint: '咽痛2天',
        presentIllness: '2天前受凉后出现咽痛，无发热，无咳嗽咳痰，饮食睡眠可。',
        pastHistory: '否认高血压、糖尿病、冠心病史，否认药物过敏史。',
        physicalExamination: '神清，咽充血，扁桃体无肿大，双肺呼吸音清，未闻及啰音，心律齐。',
        auxiliaryResults: '未查。',
        plan: '对症治疗，多饮水，注意休息，如出现发热及时复诊。',
      },
      diagnoses: [{ code: 'J06.900', isMain: true }],
    },
  });

  const prescribing = timed(team.doctor, watch, '5 prescribe');
  const prescriptionId = newId();
  const items = drugs.map(({ id, dose, doseUnit }) => ({
    id: newId(),
    drugId: id,
    singleDose: dose,
    doseUnit,
    route: 'PO',
    frequency: 'qd',
    days: 3,
  }));
  const sheet = { visitId, kind: 'ordinary' as const, items };
  const { result } = await prescribing.call(checkPrescription, { prescriptionId, ...sheet });
  const draft = await prescribing.call(savePrescription, { prescriptionId, version: 0, ...sheet });
  const open = [
    ...result.alerts.filter(({ level }) => level !== 'note'),
    ...result.notChecked.filter(({ ask }) => ask),
  ].map(({ fingerprint }) => fingerprint);
  await prescribing.call(signPrescription, {
    prescriptionId,
    version: draft.version,
    seen: open,
    responses: open.map((fingerprint) => ({ fingerprint, code: 'benefit' as const })),
  });
  await prescribing.call(finishVisit, { visitId });

  const cashier = timed(team.cashier, watch, '6 charge');
  const { totalFen } = await cashier.call(billOfVisit, { visitId });
  await cashier.call(settle, {
    visitId,
    expectedTotalFen: totalFen,
    payments: [{ method: 'cash', amountFen: totalFen, tenderedFen: totalFen }],
  });

  const reviewer = timed(team.reviewer, watch, '7 review');
  const [task] = (await reviewer.call(tasksOfVisit, { visitId })).tasks;
  if (!task) throw new Error('the payment opened no task');
  const accepted = await reviewer.call(accept, { taskId: task.id, version: task.version });
  const given = await timed(team.dispenser, watch, '8 hand out').call(handOut, {
    taskId: task.id,
    version: accepted.version,
    checked: [...CHECK_POINTS],
    counselling: '饭后服用，多饮水',
  });
  if (given.state !== 'handed-out') throw new Error(`the task ended as ${given.state}`);
}
