import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { residentIdCheck } from '@xinglin/kernel/resident-id';
import { registerPatient } from '#contract/patients';
import { recordAllergy } from '#contract/patients/health';
import type { Clinic } from '../clinic.ts';

export interface GivenPatient extends Partial<RequestOf<typeof registerPatient>> {
  /** A valid made-up identity number of this person is added; `documents` wins. */
  readonly withIdentity?: boolean;
  /** Allergy-class keys, recorded as confirmed: ['PENICILLIN']. */
  readonly allergies?: readonly string[];
  readonly institutionId?: number;
}

type RegisteredPatient = OutputOf<typeof registerPatient>['patient'];

/**
 * A valid made-up identity number. Area 999999 is given to nobody, so the number can be no real person's.
 * @param sequence 0 to 999; odd for men, even for women.
 */
export function madeUpResidentId(bornOn: string, sequence: number): string {
  const body = `999999${bornOn.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return body + residentIdCheck(body);
}

const FAMILY_NAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许';
const GIVEN_NAMES = '安柏晨丹恩芳光海佳凯兰明宁鹏青荣诗涛文欣';

/** Made-up people, each with a name and birth date of its own, registered by the same operation that people use. */
export const givenPatients = (clinic: Clinic) => {
  let made = 0;
  return {
    patient: async (given: GivenPatient = {}): Promise<RegisteredPatient> => {
      const { withIdentity = false, allergies = [], institutionId = 1, ...input } = given;
      const number = made++;
      const letter = (letters: string, at: number) => [...letters][at % [...letters].length] ?? '';
      const name = `${letter(FAMILY_NAMES, number)}${letter(GIVEN_NAMES, number >> 2)}${letter(GIVEN_NAMES, number * 7 + 3)}`;
      const bornOn = `${1950 + (number % 60)}-${String((number % 12) + 1).padStart(2, '0')}-${String((number % 28) + 1).padStart(2, '0')}`;
      const sex = input.sex ?? (number % 2 === 0 ? 'female' : 'male');
      const sequence = 100 + ((number * 2) % 800) + (sex === 'male' ? 1 : 0);
      const documents = withIdentity
        ? [{ kind: 'resident-id' as const, number: madeUpResidentId(input.bornOn ?? bornOn, sequence) }]
        : [];
      const registrar = clinic.as('registrar', { institutionId });
      // An identity number says both; a given one must not be contradicted.
      const own = input.documents?.some(({ kind }) => kind === 'resident-id') ? {} : { sex, bornOn };
      const { patient } = await registrar.call(registerPatient, { name, ...own, documents, ...input });
      const doctor = clinic.as('doctor', { institutionId });
      for (const key of allergies) {
        const substance = { kind: 'class' as const, key, display: key };
        await doctor.call(recordAllergy, { patientId: patient.id, allergy: { substance } });
      }
      return patient;
    },
  };
};
