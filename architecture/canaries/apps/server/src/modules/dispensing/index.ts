export const door = 'dispensing';
