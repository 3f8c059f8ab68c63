export const rows = 'dispensing';
