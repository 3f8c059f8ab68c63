/** What other features may show of the staff. */
export { useStaffNames } from './use-staff-names.ts';
