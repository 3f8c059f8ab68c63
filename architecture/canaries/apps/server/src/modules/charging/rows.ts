export const rows = 'charging';
