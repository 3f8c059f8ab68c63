export const rows = 'stock';
