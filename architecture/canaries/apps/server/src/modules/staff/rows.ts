export const rows = 'staff';
