import { flow } from '../../flows/outpatient-visit.ts';

export const turned = flow;
