import { startClinic } from '../../testing/start-clinic.ts';

export const start = startClinic;
