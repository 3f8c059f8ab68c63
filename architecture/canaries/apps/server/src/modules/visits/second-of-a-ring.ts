import { first } from './first-of-a-ring.ts';

export const second = () => first;
