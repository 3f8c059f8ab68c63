import type { Practitioner } from '@medplum/fhirtypes';
import type { StoredMember } from './member-rows.ts';

const STAFF_NUMBERS = 'urn:xinglin:staff-number';
const PRACTICE_NUMBERS = 'urn:xinglin:practice-number';

/** Identity number and phone of the staff stay out of the record: no treatment needs them. */
export const practitionerResource = (member: Omit<StoredMember, 'roles' | 'places'>): Practitioner => ({
  resourceType: 'Practitioner',
  id: member.id,
  active: member.leftAt === undefined,
  identifier: [
    { system: STAFF_NUMBERS, value: member.code },
    ...(member.practiceNumber === undefined ? [] : [{ system: PRACTICE_NUMBERS, value: member.practiceNumber }]),
  ],
  name: [{ text: member.name }],
  ...(member.title === undefined ? {} : { qualification: [{ code: { text: member.title } }] }),
});
