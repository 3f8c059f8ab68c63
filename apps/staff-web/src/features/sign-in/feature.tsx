import type { Feature } from '../../screen.ts';

export const feature: Feature = {
  screens: [{ path: '/account', load: () => import('./account-screen.tsx') }],
};
