export const door = 'stock';
