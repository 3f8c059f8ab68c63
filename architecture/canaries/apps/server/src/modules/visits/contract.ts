import { readFileSync } from 'node:fs';

export const shape = readFileSync;
