export const door = 'charging';
