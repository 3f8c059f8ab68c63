export const door = 'patients';
