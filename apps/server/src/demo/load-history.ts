import { ageInYears, INSTITUTION_ZONE } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { RequestOf } from '@xinglin/kernel/operation';
import { billOfVisit, settle } from '../modules/charging/contract.ts';
import { accept, CHECK_POINTS, handOut, tasksOfVisit } from '../modules/dispensing/contract.ts';
import { signNote } from '../modules/emr/contract.ts';
import { searchPatients } from '../modules/patients/contract.ts';
import { assertNoAllergy } from '../modules/patients/health/contract.ts';
import { checkPrescription, savePrescription, signPrescription } from '../modules/prescriptions/contract.ts';
import {
  callVisit,
  cancelVisit,
  finishVisit,
  registerVisit,
  startVisit,
  triageVisit,
} from '../modules/visits/contract.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Story } from './knowledge.ts';
import type { Resident } from './residents.ts';
import type { Stage } from './stage.ts';

/** What a story needs of the house. */
export interface HistoryNeeds {
  readonly residents: readonly Resident[];
  readonly stories: readonly Story[];
  /** Code of a department → id; code of a product → its id and usual use. */
  readonly departments: ReadonlyMap<string, string>;
  readonly drugs: ReadonlyMap<string, HistoryDrug>;
}
export interface HistoryDrug {
  readonly id: string;
  readonly use: {
    readonly singleDose: string;
    readonly doseUnit: string;
    readonly route: string;
    readonly frequency: string;
    readonly days?: number | undefined;
  };
}

const doctorOf: Readonly<Record<string, readonly string[]>> = {
  QKMZ: ['yisheng', 'yisheng2'],
  EKMZ: ['erke'],
  ZYMZ: ['zhongyi'],
};
/** The story of one visit that begins at `stage.now()`; every step some minutes later. */
export async function playVisit(stage: Stage, needs: HistoryNeeds, chance: Chance): Promise<void> {
  const story = chance.weighted(needs.stories);
  const resident = residentFor(stage, needs.residents, story, chance);
  if (!resident) return;
  const { hits } = await stage.as('guahao', searchPatients, { text: resident.residentId });
  const patientId = hits[0]?.id;
  const departmentId = needs.departments.get(story.department);
  const doctor = chance.pick(doctorOf[story.department] ?? ['yisheng']);
  if (!patientId || !departmentId) return;

  const firstVisit = !/复诊/.test(story.complaint);
  const { visitId } = await stage.as('guahao', registerVisit, {
    patientId,
    departmentId,
    firstVisit,
    feeServiceCode: 'GH001',
  });
  wait(stage, chance.int(1, 6));
  if (chance.happens(0.03)) {
    await stage.as('guahao', cancelVisit, { visitId, reason: '临时有事' });
    return;
  }
  if (!resident.allergy && chance.happens(0.9)) await stage.as('fenzhen', assertNoAllergy, { patientId });
  await stage.as('fenzhen', triageVisit, triageOf(stage, visitId, resident, story, chance));
  await pay(stage, visitId);
  wait(stage, chance.int(3, 25));
  await stage.as(doctor, callVisit, { visitId, room: '1诊室' });
  wait(stage, chance.int(1, 2));
  await stage.as(doctor, startVisit, { visitId });
  wait(stage, chance.int(3, 9));
  await stage.as(doctor, signNote, {
    visitId,
    version: 0,
    content: noteOf(stage, story, firstVisit, resident, chance),
  });
  const prescribed = await prescribe(stage, visitId, story, needs, doctor);
  await stage.as(doctor, finishVisit, { visitId });
  if (!prescribed || chance.happens(0.04)) return;
  wait(stage, chance.int(2, 8));
  await pay(stage, visitId);
  wait(stage, chance.int(1, 5));
  await dispense(stage, visitId);
}

function wait(stage: Stage, minutes: number): void {
  stage.setTime(stage.now().add({ minutes }));
}

const ageOn = (stage: Stage, resident: Resident): number =>
  ageInYears(Temporal.PlainDate.from(resident.bornOn), stage.now().toZonedDateTimeISO(INSTITUTION_ZONE).toPlainDate());

function residentFor(stage: Stage, residents: readonly Resident[], story: Story, chance: Chance): Resident | undefined {
  const chronic = /^(I10|E11)/.test(story.diagnosis);
  for (let tries = 0; tries < 60; tries++) {
    const resident = chance.pick(residents);
    const age = ageOn(stage, resident);
    if (age < story.fromYears || age > story.toYears) continue;
    if (story.sex && story.sex !== resident.sex) continue;
    if (chronic && !resident.conditions.some(({ code }) => code === story.diagnosis)) continue;
    return resident;
  }
  return undefined;
}

function triageOf(
  stage: Stage,
  visitId: string,
  resident: Resident,
  story: Story,
  chance: Chance,
): RequestOf<typeof triageVisit> {
  const decimal = (low: number, high: number) => (low + chance.next() * (high - low)).toFixed(1);
  const whole = ([low, high]: readonly [number, number]) => String(chance.int(low, high));
  const age = ageOn(stage, resident);
  const [temperatureLow, temperatureHigh] = story.temperature ?? [36.2, 36.9];
  const temperature = decimal(temperatureLow, temperatureHigh);
  const fever = Number(temperature) >= 37.3;
  const [systolic, diastolic] = story.bloodPressure ?? [
    [108, 138],
    [66, 86],
  ];
  return {
    visitId,
    grade: 'IVb',
    gradeReason: '一般情况良好',
    chiefComplaint: story.complaint.replace('{n}', '数'),
    vitalSigns: {
      temperature: { value: temperature },
      pulse: { value: String(chance.int(age < 14 ? 85 : 64, age < 14 ? 110 : 92)) },
      respiration: { value: String(chance.int(age < 14 ? 20 : 16, age < 14 ? 24 : 20)) },
      ...(age >= 18 ? { systolic: { value: whole(systolic) }, diastolic: { value: whole(diastolic) } } : {}),
      ...(age < 14 ? { weight: { value: decimal(age * 2 + 8, age * 2.6 + 10) } } : {}),
    },
    screening: {
      fever: fever ? 'yes' : 'no',
      respiratory: /^J/.test(story.diagnosis) ? 'yes' : 'no',
      contact: 'no',
      travel: 'no',
    },
    ...(resident.sex === 'female' ? { pregnancy: 'not-pregnant' as const } : {}),
    ...(fever ? { keepReason: '无流行病学史，普通门诊就诊' } : {}),
  };
}

function noteOf(
  stage: Stage,
  story: Story,
  firstVisit: boolean,
  resident: Resident,
  chance: Chance,
): NonNullable<RequestOf<typeof signNote>['content']> {
  const n = String(chance.int(1, 5));
  const past = [
    ...resident.conditions.map(({ display }) => `${display}病史`),
    resident.allergy && `${resident.allergy.display}过敏`,
  ];
  const today = stage.now().toZonedDateTimeISO(INSTITUTION_ZONE).toPlainDate();
  return {
    visitType: firstVisit ? 'first' : 'return',
    sections: {
      chiefComplaint: story.complaint.replace('{n}', n),
      presentIllness: story.presentIllness.replaceAll('{n}', n),
      pastHistory: `${past.filter(Boolean).join('，') || '否认慢性病史'}。`,
      physicalExamination: story.examination,
      auxiliaryResults: story.results,
      plan: story.plan,
      advice: story.advice,
    },
    diagnoses: [{ code: story.diagnosis, isMain: true }],
    ...(story.followUpDays ? { followUpOn: today.add({ days: story.followUpDays }).toString() } : {}),
  };
}

/** False when a rule forbids the sheet: then the visit ends without one, as it would. */
async function prescribe(
  stage: Stage,
  visitId: string,
  story: Story,
  needs: HistoryNeeds,
  doctor: string,
): Promise<boolean> {
  const items = story.drugs.flatMap(({ code, days }) => {
    const drug = needs.drugs.get(code);
    // As needed, but never more often than this.
    const limit = drug?.use.frequency === 'prn' ? { maxTimesPerDay: 3 } : {};
    return drug ? [{ id: newId(), drugId: drug.id, ...drug.use, ...limit, days: days ?? drug.use.days ?? 3 }] : [];
  });
  if (items.length === 0) return false;
  const sheet = { visitId, kind: story.department === 'EKMZ' ? ('paediatric' as const) : ('ordinary' as const), items };
  const prescriptionId = newId();
  const { result, limits } = await stage.as(doctor, checkPrescription, { prescriptionId, ...sheet });
  if (result.status === 'failed' || result.alerts.some(({ level }) => level === 'block')) return false;
  const draft = await stage.as(doctor, savePrescription, { prescriptionId, version: 0, ...sheet });
  const asked = [
    ...result.alerts.filter(({ level }) => level === 'reason'),
    ...result.notChecked.filter(({ ask }) => ask),
  ].map(({ fingerprint }) => fingerprint);
  await stage.as(doctor, signPrescription, {
    prescriptionId,
    version: draft.version,
    seen: asked,
    responses: asked.map((fingerprint) => ({ fingerprint, code: 'benefit' as const })),
    ...(limits.length > 0 ? { limitReason: { code: 'chronic-disease' as const } } : {}),
  });
  return true;
}

async function pay(stage: Stage, visitId: string): Promise<void> {
  const { totalFen, lines } = await stage.as('shoufei', billOfVisit, { visitId });
  if (lines.length === 0) return;
  const payments = totalFen === 0 ? [] : [{ method: 'cash' as const, amountFen: totalFen, tenderedFen: totalFen }];
  await stage.as('shoufei', settle, { visitId, expectedTotalFen: totalFen, payments });
}

async function dispense(stage: Stage, visitId: string): Promise<void> {
  const { tasks } = await stage.as('yaoshi', tasksOfVisit, { visitId });
  for (const task of tasks) {
    const { version } = await stage.as('yaoshi', accept, { taskId: task.id, version: task.version });
    wait(stage, 2);
    await stage.as('yaoshi2', handOut, {
      taskId: task.id,
      version,
      checked: [...CHECK_POINTS],
      counselling: '按医嘱服用',
    });
  }
}

/** Refusals of the clinic's own rules end one visit of the story, not the whole load. */
export const isRefusal = (error: unknown): boolean => error instanceof DomainError && error.kind !== 'busy';

/** A working day: visits from 8:00 on, one after the other. @returns how many were begun. */
export async function playDay(
  stage: Stage,
  needs: HistoryNeeds,
  day: Temporal.PlainDate,
  visits: number,
): Promise<number> {
  const chance = chanceOf(day.year * 10_000 + day.month * 100 + day.day);
  let begun = 0;
  for (let visit = 0; visit < visits; visit++) {
    const minute = Math.floor((visit * 480) / visits);
    stage.setTime(
      day.toZonedDateTime({ timeZone: INSTITUTION_ZONE, plainTime: '08:00' }).add({ minutes: minute }).toInstant(),
    );
    try {
      await playVisit(stage, needs, chance);
      begun++;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return begun;
}
