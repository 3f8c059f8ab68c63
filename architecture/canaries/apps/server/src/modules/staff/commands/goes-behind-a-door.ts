import { rows } from '../../dispensing/rows.ts';

export const command = rows;
