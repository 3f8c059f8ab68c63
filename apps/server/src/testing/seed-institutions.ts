import type { DepartmentKind } from '#contract/institutions';
import type { Clinic } from './clinic.ts';
import { fixedId, type Person, peopleOf } from './people.ts';

/** The password of every seeded account. Good enough for the rules, and of nobody else. */
export const TEST_PASSWORD = 'Kestrel-7-Lantern';
/** The enrolled second factor of every seeded administrator, base 32. */
export const TEST_TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Hashing that costs nothing, so that a test does not wait for it. */
export const testHashCost = { memoryKib: 64, passes: 1 } as const;

export const userNameOf = (institutionId: number, { name }: Pick<Person, 'name'>): string =>
  institutionId === 1 ? name : `${name}-${institutionId}`;

const DEPARTMENTS: readonly { readonly code: string; readonly name: string; readonly kind: DepartmentKind }[] = [
  { code: 'GEN', name: '全科', kind: 'outpatient' },
  { code: 'TCM', name: '中医科', kind: 'outpatient' },
  { code: 'FEV', name: '发热门诊', kind: 'fever-clinic' },
  { code: 'PHA', name: '药房', kind: 'pharmacy' },
  { code: 'EME', name: '急诊', kind: 'emergency' },
  { code: 'REG', name: '挂号处', kind: 'registration' },
  { code: 'TRI', name: '分诊台', kind: 'triage' },
  { code: 'CASH', name: '收费处', kind: 'cashier' },
  { code: 'LAB', name: '检验科', kind: 'laboratory' },
  { code: 'WARD', name: '住院部', kind: 'ward' },
  { code: 'PH', name: '公共卫生科', kind: 'public-health' },
  { code: 'PED', name: '儿科', kind: 'outpatient' },
  { code: 'VIL', name: '示范村卫生室门诊', kind: 'outpatient' },
];
/** Stands at the village clinic; all others at the main site. */
const AT_VILLAGE = 'VIL';

/** Number of a seeded department in `departmentIdOf`, counted from 1. */
export const departmentIdOf = (institutionId: number, code: string): string => {
  const index = DEPARTMENTS.findIndex((department) => department.code === code);
  if (index < 0) throw new Error(`no department ${code} is seeded`);
  return fixedId(institutionId, 'de00', index + 1);
};

/** Two institutions with the same departments and one person per role, all with accounts. */
export async function seedInstitutions(clinic: Clinic): Promise<void> {
  for (const [institutionId, name] of [
    [1, '试验镇卫生院'],
    [2, '邻镇卫生院'],
  ] as const) {
    await seedInstitution(clinic, institutionId, name);
  }
}

async function seedInstitution({ tx: inTx, modules }: Clinic, institutionId: number, name: string): Promise<void> {
  const { institutions, staff } = modules;
  await inTx(async (tx, context) => {
    const form = { code: `T${institutionId}`, name, kind: 'township-health-centre', areaCode: '110101' } as const;
    await institutions.createInstitution(tx, { ...form, address: undefined, phone: undefined }, context);
    const siteId = fixedId(institutionId, '517e', 1);
    await institutions.addSite(tx, { id: siteId, code: 'MAIN', name: '院本部', kind: 'main' }, context);
    const villageId = fixedId(institutionId, '517e', 2);
    const village = { id: villageId, code: 'VIL1', name: '示范村卫生室', kind: 'village-clinic' } as const;
    await institutions.addSite(tx, village, context);
    for (const [position, department] of DEPARTMENTS.entries()) {
      const id = departmentIdOf(institutionId, department.code);
      const placed = { ...department, id, siteId: department.code === AT_VILLAGE ? villageId : siteId, position };
      await institutions.addDepartment(tx, placed, context);
    }
    const room = { departmentId: departmentIdOf(institutionId, 'GEN'), name: '1诊室' };
    await institutions.addRoom(tx, { ...room, id: fixedId(institutionId, '4003', 1) }, context);
    for (const [index, person] of peopleOf(institutionId).entries()) {
      const code = `S${String(index + 1).padStart(3, '0')}`;
      await staff.addMember(tx, { id: person.staffId, code, name: person.displayName }, context);
      if (person.role === 'doctor') {
        const mayPrescribe = { mayPrescribe: true, antibioticTiers: ['unrestricted', 'restricted'] } as const;
        const rights = { ...mayPrescribe, antibioticTiers: [...mayPrescribe.antibioticTiers], controlledClasses: [] };
        await staff.grantPrescribing(tx, { memberId: person.staffId, ...rights }, context);
      }
      const account = {
        id: person.accountId,
        memberId: person.staffId,
        userName: userNameOf(institutionId, person),
        password: TEST_PASSWORD,
        mustChangePassword: false,
        grants: [{ role: person.role }],
      };
      const isAdministrator = person.role.endsWith('-admin');
      await staff.createAccountWith(
        tx,
        isAdministrator ? { ...account, totpSecret: TEST_TOTP_SECRET } : account,
        context,
      );
    }
  }, institutionId);
}
