import { rows } from '../../../../server/src/modules/visits/rows.ts';

export const screen = rows;
