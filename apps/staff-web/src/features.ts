import type { Feature } from './screen.ts';

/**
 * All features, found by their door `features/<name>/feature.tsx`. A feature's door is small (paths, menu titles);
 * its screens load when opened.
 */
const doors = import.meta.glob<{ readonly feature: Feature }>('./features/*/feature.tsx', { eager: true });

export const screens = Object.values(doors).flatMap(({ feature }) => feature.screens);
