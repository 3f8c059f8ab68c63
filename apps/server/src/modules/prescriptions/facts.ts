import { dateAtInstitution } from '@xinglin/kernel/clock';
import { policySettings } from '#modules/decision-support';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { ActiveDrug, CheckItem, CheckPolicy, CheckRequest, CheckResult } from '../decision-support/contract.ts';
import type { DiagnosisFacts, PrescriptionsNeeds, VisitFacts } from './needs.ts';
import * as rows from './rows/active-rows.ts';
import * as settings from './settings.ts';
import type { WorkedLine } from './work-out.ts';

/** Gathers everything a check needs and runs it. The sheet itself is left out of the drugs taken already. */
export async function checkSheet(
  needs: PrescriptionsNeeds,
  tx: Tx,
  sheet: { readonly id: string | undefined; readonly visit: VisitFacts; readonly lines: readonly WorkedLine[] },
  context: Context,
): Promise<{ readonly result: CheckResult; readonly diagnoses: readonly DiagnosisFacts[] }> {
  const { visit } = sheet;
  const [person, diagnoses, active, prescriber, policy] = await Promise.all([
    needs.patients.factsOf(tx, visit.patientId, context.now),
    needs.emr.diagnosesOf(tx, visit.id),
    activeDrugs(needs, tx, visit, sheet.id, context),
    needs.staff.prescriberRights(tx, context.actor.staffId),
    policyOf(needs, tx),
  ]);
  const codes = [...diagnoses.map(({ code }) => code), ...person.longTermConditions];
  const request: CheckRequest = {
    today: dateAtInstitution(context.now).toString(),
    // Nobody has written a diagnosis yet, and the problem list is empty: that is unknown, not healthy.
    patient: { ...person, diagnoses: codes.length > 0 ? codes : undefined },
    items: sheet.lines.map(checkItem),
    activeDrugs: [
      ...active,
      ...person.longTermDrugs.map(({ id, genericId }): ActiveDrug => ({ id, genericId, origin: 'long-term' })),
      // The engine names them as drugs it cannot judge.
      ...person.unknownLongTermDrugs.map((name): ActiveDrug => ({ id: name, genericId: name, origin: 'declared' })),
    ],
    prescriber,
    policy,
  };
  return { result: needs.decisionSupport.check(withoutRepeats(request)), diagnoses };
}

/** A long-term drug that is also on a running sheet counts once: as the sheet, which knows the dose. */
const withoutRepeats = (request: CheckRequest): CheckRequest => {
  const onSheets = new Set(
    request.activeDrugs.filter(({ origin }) => origin !== 'long-term').map(({ genericId }) => genericId),
  );
  const activeDrugs = request.activeDrugs.filter(
    ({ origin, genericId }) => origin !== 'long-term' || !onSheets.has(genericId),
  );
  return { ...request, activeDrugs };
};

function checkItem({ line, drug, usage }: WorkedLine): CheckItem {
  const { asked } = line;
  return {
    itemId: asked.id,
    genericId: drug.genericId,
    route: asked.route,
    singleDose: { value: asked.singleDose, unit: asked.doseUnit },
    frequency: usage.daily,
    days: line.coveredDays,
    strength: { perUnit: drug.dispensingUnit, holds: { value: drug.dosePerUnit, unit: drug.doseUnit } },
  };
}

/** No drug stays in the body longer than this after its last dose; bounds the search in old sheets. */
const LONGEST_AFTER_EFFECT_DAYS = 120;

async function activeDrugs(
  needs: PrescriptionsNeeds,
  tx: Tx,
  visit: VisitFacts,
  sheetId: string | undefined,
  context: Context,
): Promise<ActiveDrug[]> {
  const [patientIds, marginDays] = await Promise.all([
    needs.patients.entriesOf(tx, visit.patientId),
    needs.institutions.setting(tx, settings.supplyMarginDays),
  ]);
  const today = dateAtInstitution(context.now);
  const oldest = today.subtract({ days: LONGEST_AFTER_EFFECT_DAYS }).toString();
  const found = await rows.supplies(tx, { patientIds, visitId: visit.id, sheetId, endsFrom: oldest });
  return found.flatMap((supply): ActiveDrug[] => {
    const margin = needs.decisionSupport.activeAfterStopDays(supply.genericId) ?? marginDays;
    const until = Temporal.PlainDate.from(supply.endsOn).add({ days: margin });
    const sameVisit = supply.visitId === visit.id;
    if (!sameVisit && Temporal.PlainDate.compare(until, today) < 0) return [];
    return [
      {
        id: supply.itemId,
        genericId: supply.genericId,
        origin: sameVisit ? 'this-visit' : 'earlier-prescription',
        // What was taken up to some days ago no longer adds to today's dose.
        ...(supply.dailyDose && Temporal.PlainDate.compare(supply.endsOn, today) >= 0
          ? { dailyDose: supply.dailyDose }
          : {}),
      },
    ];
  });
}

async function policyOf({ institutions }: PrescriptionsNeeds, tx: Tx): Promise<Partial<CheckPolicy>> {
  const read = <Key extends keyof typeof policySettings>(key: Key) => institutions.setting(tx, policySettings[key]);
  const [levelOf, from, to, weightDays, creatinineDays, blockAbove, route] = await Promise.all([
    read('levelOf'),
    read('pregnancyFromYears'),
    read('pregnancyToYears'),
    read('childWeightValidDays'),
    read('creatinineValidDays'),
    read('blockDailyDoseAbove'),
    read('unlistedRoute'),
  ]);
  return {
    levelOf,
    pregnancyFromYears: from,
    pregnancyToYears: to,
    childWeightValidDays: weightDays,
    creatinineValidDays: creatinineDays,
    blockDailyDoseAbove: blockAbove,
    unlistedRoute: route,
  };
}
