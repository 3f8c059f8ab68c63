export const rows = 'catalog';
