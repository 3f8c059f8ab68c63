export const door = 'decision-support';
