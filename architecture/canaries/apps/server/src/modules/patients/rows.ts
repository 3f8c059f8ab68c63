export const rows = 'patients';
