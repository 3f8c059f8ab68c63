import type { Resource } from '@medplum/fhirtypes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Visit } from './core/visit.ts';
import { encounterOf } from './fhir.ts';
import type { Names } from './names.ts';
import type { VisitsNeeds } from './needs.ts';
import * as rows from './rows.ts';
import { openTriage } from './triage-content.ts';

/**
 * Writes the Encounter as it stands now, with whatever else the command found, in one call to the record.
 * The status history comes from the steps, so that the record tells the same story as the module's own tables.
 */
export async function writeEncounter(
  { record, vault }: Pick<VisitsNeeds, 'record' | 'vault'>,
  tx: Tx,
  visit: Visit,
  { names, context, others = [] }: { names: Names; context: Context; others?: readonly Resource[] },
): Promise<void> {
  const [steps, triages] = await Promise.all([rows.stepsOf(tx, visit.id), rows.triagesOf(tx, visit.id)]);
  const latest = triages[0];
  const chiefComplaint = latest && openTriage(vault, latest).chiefComplaint;
  await record.put(tx, [encounterOf(visit, { steps, chiefComplaint, places: names.departments }), ...others], context);
}
