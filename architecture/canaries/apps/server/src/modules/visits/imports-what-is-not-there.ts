import { ghost } from './not-there.ts';

export const seen = ghost;
