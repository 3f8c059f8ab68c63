export const door = 'prescriptions';
