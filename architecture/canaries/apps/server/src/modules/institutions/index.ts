export const door = 'institutions';
