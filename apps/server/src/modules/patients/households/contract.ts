import { command, query } from '@xinglin/kernel/operation';
import { id, optionalText, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { patientSummary, relation } from '../contract.ts';

/** Villages (or residents' committees) and the families in them. */

export const village = z.object({ id, code: z.string(), name: z.string(), retired: z.boolean() });
export const household = z.object({
  id,
  number: z.string(),
  villageId: z.string().optional(),
  headId: z.string().optional(),
  members: z.array(z.object({ patient: patientSummary, relation: z.string(), since: z.string() })),
});
export type Household = z.infer<typeof household>;

export const listVillages = query({
  name: 'patients.villages',
  path: '/villages',
  permission: 'patients.search',
  summary: { zh: '村居列表', en: 'List villages' },
  input: z.object({}),
  output: z.object({ villages: z.array(village) }),
  person: 'none',
});
export const saveVillage = command({
  name: 'patients.save-village',
  method: 'POST',
  path: '/villages',
  permission: 'patients.manage-villages',
  summary: { zh: '维护村居', en: 'Add or change a village' },
  input: z.object({
    id: id.optional(),
    /** 12-digit division code, down to village or residents' committee. */
    code: z.string().regex(/^\d{12}$/, { error: 'patients.village-code' }),
    name: text(50),
    retired: z.boolean().default(false),
  }),
  output: z.object({ village }),
  person: 'none',
});
export const readHousehold = query({
  name: 'patients.household',
  path: '/households/:householdId',
  permission: 'patients.read',
  summary: { zh: '查看家庭', en: 'Read a household' },
  input: z.object({ householdId: id }),
  output: z.object({ household }),
  person: (_, output) => output.household?.members.map((member) => member.patient.id),
});
/** Makes a household with its head. A person belongs to one household at a time. */
export const createHousehold = command({
  name: 'patients.create-household',
  method: 'POST',
  path: '/households',
  permission: 'patients.update',
  summary: { zh: '建立家庭', en: 'Create a household' },
  input: z.object({ headId: id, villageId: id.optional() }),
  output: z.object({ household }),
  person: ({ headId }) => headId,
});
/** Leaves the former household, if any. `relation` 02 makes the person its head. */
export const joinHousehold = command({
  name: 'patients.join-household',
  method: 'POST',
  path: '/households/:householdId/members',
  permission: 'patients.update',
  summary: { zh: '加入家庭', en: 'Join a household' },
  input: z.object({ householdId: id, patientId: id, relation }),
  output: z.object({ household }),
  person: ({ patientId }) => patientId,
});
export const leaveHousehold = command({
  name: 'patients.leave-household',
  method: 'POST',
  path: '/households/:householdId/members/:patientId/leave',
  permission: 'patients.update',
  summary: { zh: '迁出家庭', en: 'Leave a household' },
  input: z.object({ householdId: id, patientId: id, reason: optionalText(200) }),
  output: z.object({ household }),
  person: ({ patientId }) => patientId,
});
