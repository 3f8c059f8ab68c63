export const door = 'catalog';
