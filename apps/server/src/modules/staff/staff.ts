import { remembered } from '#platform/live/remembered';
import { accountCommands } from './account-commands.ts';
import { memberCommands, memberViewOf } from './member-commands.ts';
import { readMembers } from './member-rows.ts';
import type { StaffNeeds } from './needs.ts';
import { staffQueries } from './queries.ts';

export const STAFF_CHANNEL = 'xinglin_staff';

export function createStaff(needs: StaffNeeds) {
  const people = remembered(needs.listener, STAFF_CHANNEL, async (tx) => (await readMembers(tx)).map(memberViewOf));
  return {
    ...staffQueries(needs, people),
    ...memberCommands(needs, people.forget),
    ...accountCommands(needs, people.forget),
  };
}

export type Staff = ReturnType<typeof createStaff>;
