import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  readAllergyClasses,
  readDrugClasses,
  readDrugDisease,
  readExternalSubstances,
  readGenericDrugs,
  readInteractions,
  readPopulationRules,
  readRenalRules,
  readRoutes,
  readSideChainGroups,
  readSkinTests,
} from '#platform/knowledge/clinical';
import { type Knowledge as File, readKnowledge } from '#platform/knowledge/read-knowledge';
import type { Knowledge } from './core/rule-base.ts';

const amount = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/);
const genericId = z.string().regex(/^D\d{3,}$/);

const routeDoseLimit = z.strictObject({
  genericId,
  routes: z.array(z.string().regex(/^[A-Z]+$/)).min(1),
  unit: z.string().min(1),
  singleUsualMax: amount.nullable(),
  singleMax: amount.nullable(),
  dailyMax: amount.nullable(),
});
const duplicateException = z.strictObject({
  classKey: z.string().min(1),
  a: z.array(genericId).min(1),
  b: z.array(genericId).min(1),
  whyZh: z.string().min(1),
});
const severeReaction = z.strictObject({ key: z.string().min(1), words: z.array(z.string().min(2)).min(1) });

/**
 * Reads every file the engine works with and joins them into one rule base with one version.
 * @throws KnowledgeError naming file, row and field when a file does not fit its shape.
 */
export function readRuleFiles(): Knowledge {
  const files = {
    drugs: readGenericDrugs(),
    classes: readDrugClasses(),
    interactions: readInteractions(),
    diseases: readDrugDisease(),
    populations: readPopulationRules(),
    allergies: readAllergyClasses(),
    sideChains: readSideChainGroups(),
    renal: readRenalRules(),
    skinTests: readSkinTests(),
    routes: readRoutes(),
    externals: readExternalSubstances(),
    routeDoses: readKnowledge('clinical/route-dose-limits.json', routeDoseLimit),
    duplicateExceptions: readKnowledge('clinical/duplicate-exceptions.json', duplicateException),
    severeReactions: readKnowledge('clinical/severe-reactions.json', severeReaction),
  };
  return {
    version: versionOf(Object.values(files)),
    sources: Object.fromEntries(
      Object.entries(files).map(([name, { source, version, file }]) => [
        name,
        { source: `${file}: ${source}`, version },
      ]),
    ),
    drugs: files.drugs.rows,
    classes: files.classes.rows,
    interactions: files.interactions.rows,
    diseases: files.diseases.rows,
    populations: files.populations.rows,
    allergies: files.allergies.rows,
    sideChains: files.sideChains.rows,
    renal: files.renal.rows,
    skinTests: files.skinTests.rows,
    routes: files.routes.rows,
    externals: files.externals.rows,
    routeDoses: files.routeDoses.rows,
    duplicateExceptions: files.duplicateExceptions.rows,
    severeReactionWords: files.severeReactions.rows.flatMap(({ words }) => words),
  };
}

/** "2026.11-1f3a9c02": the newest version of the files, and a digest that changes with any of their contents. */
function versionOf(files: readonly File<unknown>[]): string {
  const hash = createHash('sha256');
  for (const { file, contentHash } of files) hash.update(`${file} ${contentHash}\n`);
  const newest = files.map(({ version }) => version).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return `${newest.at(-1)}-${hash.digest('hex').slice(0, 8)}`;
}
