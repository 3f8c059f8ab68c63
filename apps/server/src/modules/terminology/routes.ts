import { type Route, serve } from '#platform/operations';
import { codeTable, listCodeSystems, searchDiagnoses } from './contract.ts';
import type { Terminology } from './terminology.ts';

export const terminologyRoutes = (terminology: Terminology): readonly Route[] => [
  serve(searchDiagnoses, async (tx, { q, limit }, { actor }) => ({
    diagnoses: await terminology.searchDiagnoses(tx, { q, limit, staffId: actor.staffId }),
  })),
  serve(listCodeSystems, async (tx) => ({ systems: await terminology.codeSystems(tx) })),
  serve(codeTable, (tx, { system }) => terminology.codeTable(tx, system)),
];
