import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { DateText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type {
  prescriptionsOfVisit as ofVisit,
  printPrescription as print,
  alertStatistics as statistics,
} from '../contract.ts';
import { ageText } from '../core/age-text.ts';
import { readSheet } from '../own-sheet.ts';
import type { PrescriptionsParts } from '../parts.ts';
import { countByRule } from '../rows/alert-rows.ts';
import { sheetView, sheetViews } from '../view.ts';

export const prescriptionsOfVisit =
  (parts: PrescriptionsParts) =>
  async (tx: Tx, { visitId }: InputOf<typeof ofVisit>): Promise<OutputOf<typeof ofVisit>> => {
    const stored = await parts.sheets.ofVisit(tx, visitId);
    return { patientId: stored[0]?.patientId, prescriptions: await sheetViews(parts, tx, stored) };
  };

export const printPrescription =
  (parts: PrescriptionsParts) =>
  async (tx: Tx, { prescriptionId }: InputOf<typeof print>, context: Context): Promise<OutputOf<typeof print>> => {
    const stored = await readSheet(parts, tx, prescriptionId);
    const [sheet, institution, department, person, facts, diagnoses] = await Promise.all([
      sheetView(parts, tx, stored),
      parts.institutions.institution(tx),
      parts.institutions.department(tx, stored.departmentId),
      parts.patients.require(tx, stored.patientId),
      parts.patients.factsOf(tx, stored.patientId, context.now),
      parts.emr.diagnosesOf(tx, stored.visitId),
    ]);
    const signedOn = dateAtInstitution(stored.signedAt ? Temporal.Instant.from(stored.signedAt) : context.now);
    return {
      patientId: stored.patientId,
      institutionName: institution.name,
      departmentName: department.name,
      patient: {
        name: person.name,
        sex: person.sex,
        bornOn: person.bornOn as DateText | undefined,
        age: ageText(person.bornOn, signedOn),
        weightKg: facts.weight?.kg,
        recordNumber: person.number,
      },
      diagnoses: diagnoses.map(({ code, display, words, isMain }) => ({
        code,
        display: words === undefined ? display : `${display}（${words}）`,
        isMain,
      })),
      sheet,
    };
  };

export const alertStatistics =
  () =>
  async (tx: Tx, { from, to }: InputOf<typeof statistics>): Promise<OutputOf<typeof statistics>> => {
    const until = Temporal.PlainDate.from(to).add({ days: 1 }).toString();
    const rules = await countByRule(tx, from, until);
    return {
      rules: rules.map(({ rule_id, kind, shown, overridden }) => ({
        ruleId: rule_id,
        kind,
        shown,
        overridden,
        overriddenPercent: Math.round((overridden * 100) / shown),
      })),
    };
  };
