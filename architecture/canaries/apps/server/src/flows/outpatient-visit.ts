import { rows } from '../modules/visits/rows.ts';

export const flow = rows;
