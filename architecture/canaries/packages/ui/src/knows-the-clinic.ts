import { screen } from '../../../apps/staff-web/src/features/visits/screen.ts';

export const shown = screen;
