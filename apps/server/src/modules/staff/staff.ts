import { accountCommands } from './account-commands.ts';
import { memberCommands } from './member-commands.ts';
import type { StaffNeeds } from './needs.ts';
import { staffQueries } from './queries.ts';

export const createStaff = (needs: StaffNeeds) => ({
  ...staffQueries(needs),
  ...memberCommands(needs),
  ...accountCommands(needs),
});

export type Staff = ReturnType<typeof createStaff>;
