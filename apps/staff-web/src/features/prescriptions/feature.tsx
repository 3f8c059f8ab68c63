import type { Feature } from '../../screen.ts';

export const feature: Feature = {
  screens: [
    {
      path: '/print/prescription/$prescriptionId',
      load: () => import('./print-screen.tsx'),
      permissions: ['prescriptions.read'],
      frame: 'bare',
    },
  ],
};
