export const rows = 'institutions';
