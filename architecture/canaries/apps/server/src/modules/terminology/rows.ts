export const rows = 'terminology';
