import { readOrderFrequencies, readRoutes } from '#platform/knowledge/clinical';
import type { UsageCodes } from './core/usage.ts';

/** Routes and frequencies of knowledge, read once at start. @throws KnowledgeError. */
export const readUsageCodes = (): UsageCodes => ({
  frequencies: new Map(readOrderFrequencies().rows.map((each) => [each.code, each])),
  routes: new Map(readRoutes().rows.map((each) => [each.code, each])),
});
