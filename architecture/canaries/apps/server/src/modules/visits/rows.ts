export const rows = 'visits';
