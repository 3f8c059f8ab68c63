export const door = 'visits';
