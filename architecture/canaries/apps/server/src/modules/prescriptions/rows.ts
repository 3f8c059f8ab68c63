export const rows = 'prescriptions';
