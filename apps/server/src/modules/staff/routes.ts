import { type Route, serve } from '#platform/operations';
import * as contract from './contract.ts';
import type { Staff } from './staff.ts';

export const staffRoutes = (staff: Staff): Route[] => [
  serve(contract.whoAmI, (tx, _input, context) => staff.whoAmI(tx, context)),
  serve(contract.listMembers, async (tx, input) => ({ members: await staff.listMembers(tx, input) })),
  serve(contract.readMember, (tx, { memberId }) => staff.readMember(tx, memberId)),
  serve(contract.addMember, staff.addMember),
  serve(contract.changeMember, staff.changeMember),
  serve(contract.grantPrescribing, staff.grantPrescribing),
  serve(contract.listAccounts, async (tx, _input, context) => ({ accounts: await staff.listAccounts(tx, context) })),
  serve(contract.createAccount, staff.createAccount),
  serve(contract.resetPassword, (tx, { accountId }, context) => staff.resetPassword(tx, accountId, context)),
  serve(contract.unlockAccount, (tx, { accountId }, context) => staff.unlock(tx, accountId, context)),
  serve(contract.disableAccount, (tx, { accountId }, context) => staff.setEnabled(tx, accountId, false, context)),
  serve(contract.enableAccount, (tx, { accountId }, context) => staff.setEnabled(tx, accountId, true, context)),
  serve(contract.resetSecondFactor, (tx, { accountId }, context) => staff.resetSecondFactor(tx, accountId, context)),
  serve(contract.endSessions, (tx, { accountId }, context) => staff.endSessions(tx, accountId, context)),
  serve(contract.grantRole, staff.grantRole),
  serve(contract.revokeRole, staff.revokeRole),
];
