/** What other features may show of the staff. */
export { StaffSelect } from './staff-select.tsx';
export { useStaffNames } from './use-staff-names.ts';
