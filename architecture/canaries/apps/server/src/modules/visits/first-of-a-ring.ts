import { second } from './second-of-a-ring.ts';

export const first = () => second;
