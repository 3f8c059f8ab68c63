import type { Feature } from '../../screen.ts';

export const feature: Feature = {
  screens: [{ path: '/', load: () => import('./home-screen.tsx') }],
};
