import { door } from '../modules/visits/index.ts';

export const known = door;
