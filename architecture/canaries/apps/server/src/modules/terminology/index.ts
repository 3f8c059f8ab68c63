export const door = 'terminology';
