import { screen } from '../visits/screen.ts';

export const borrowed = screen;
