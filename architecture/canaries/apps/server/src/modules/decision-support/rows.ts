export const rows = 'decision-support';
