import type { Feature } from '../../screen.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/patients/$patientId',
      load: () => import('./person-screen.tsx'),
      permissions: ['patients.read'],
    },
    {
      path: '/patients/$patientId/compare/$otherId',
      load: () => import('./compare-screen.tsx'),
      permissions: ['patients.merge'],
    },
  ],
};
