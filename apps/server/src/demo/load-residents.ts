import { DomainError } from '@xinglin/kernel/domain-error';
import { registerPatient } from '../modules/patients/contract.ts';
import { assertNoAllergy, recordAllergy, recordFacts } from '../modules/patients/health/contract.ts';
import { createHousehold, joinHousehold, listVillages } from '../modules/patients/households/contract.ts';
import { readNameCharacters, rowsOf } from './knowledge.ts';
import { makeResidents, type Resident } from './residents.ts';
import type { Stage } from './stage.ts';

export const DEMO_RESIDENTS = 2_000;

/** The same people in every installation that was begun in the same year. */
export const demoResidents = (year: number): Resident[] =>
  makeResidents(DEMO_RESIDENTS, rowsOf('village').length, year, readNameCharacters().rows);

/**
 * Registers residents with families, allergies and long-term conditions, one by one as a public-health worker would.
 * Whoever is there already (a load that was interrupted) is passed over.
 */
export async function loadResidents(
  stage: Stage,
  residents: readonly Resident[],
  onProgress: (done: number) => Promise<void>,
): Promise<void> {
  const { villages } = await stage.as('gongwei', listVillages, {});
  const villageIds = rowsOf('village').map(({ code }) => villages.find((village) => village.code === code)?.id);
  const households = new Map<number, string>();
  for (const resident of residents) {
    const patientId = await register(stage, resident, villageIds[resident.village]);
    if (patientId) {
      await tell(stage, resident, patientId);
      await place(stage, resident, patientId, households, villageIds[resident.village]);
    }
    await onProgress(resident.index + 1);
  }
}

async function register(stage: Stage, resident: Resident, villageId: string | undefined): Promise<string | undefined> {
  const { name, residentId, phone, houseNumber, paymentKind } = resident;
  try {
    const { patient } = await stage.as('gongwei', registerPatient, {
      name,
      documents: [{ kind: 'resident-id', number: residentId }],
      paymentKind,
      ethnicity: '01',
      address: { region: '示范县示范镇', detail: `${houseNumber}号` },
      ...(phone ? { phone } : {}),
      ...(villageId ? { villageId } : {}),
    });
    return patient.id;
  } catch (error) {
    if (error instanceof DomainError && ['patients.identity-taken', 'patients.likely-duplicate'].includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}

async function tell(stage: Stage, resident: Resident, patientId: string): Promise<void> {
  const { allergy, conditions } = resident;
  if (allergy) {
    const { key, display, severe } = allergy;
    await stage.as('gongwei', recordAllergy, {
      patientId,
      allergy: {
        substance: { kind: 'class', key, display },
        severity: severe ? 'severe-immediate' : 'moderate',
        reaction: severe ? '过敏性休克' : '皮疹',
      },
    });
  } else if (resident.index % 3 !== 0) {
    // A third was never asked, as in life.
    await stage.as('gongwei', assertNoAllergy, { patientId });
  }
  if (conditions.length > 0) {
    const facts = conditions.map((value) => ({ content: { kind: 'long-term-condition' as const, value } }));
    await stage.as('gongwei', recordFacts, { patientId, facts });
  }
}

async function place(
  stage: Stage,
  resident: Resident,
  patientId: string,
  households: Map<number, string>,
  villageId: string | undefined,
): Promise<void> {
  const known = households.get(resident.family);
  if (known) {
    await stage.as('gongwei', joinHousehold, { householdId: known, patientId, relation: resident.relation });
    return;
  }
  const made = await stage.as('gongwei', createHousehold, { headId: patientId, ...(villageId ? { villageId } : {}) });
  households.set(resident.family, made.household.id);
}
