export const door = 'staff';
