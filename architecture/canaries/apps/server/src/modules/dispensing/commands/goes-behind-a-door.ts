import { rows } from '../../charging/rows.ts';

export const command = rows;
