import { rows } from '../rows.ts';

export const decide = () => rows;
