import { DomainError } from '@xinglin/kernel/domain-error';
import {
  type AdministrationRoute,
  type GenericDrug,
  type OrderFrequency,
  readGenericDrugs,
  readOrderFrequencies,
  readRoutes,
} from '#platform/knowledge/clinical';
import type { DrugFields } from './contract.ts';

/** What the knowledge base says that a product refers to, read once. */
export interface UsageKnowledge {
  readonly generics: ReadonlyMap<string, GenericDrug>;
  readonly frequencies: ReadonlyMap<string, OrderFrequency>;
  readonly routes: ReadonlyMap<string, AdministrationRoute>;
}

export const readUsageKnowledge = (): UsageKnowledge => ({
  generics: new Map(readGenericDrugs().rows.map((row) => [row.id, row])),
  frequencies: new Map(readOrderFrequencies().rows.map((row) => [row.code, row])),
  routes: new Map(readRoutes().rows.map((row) => [row.code, row])),
});

/** @throws DomainError 'invalid' that names the field which refers to something unknown. */
export function checkReferences(drug: DrugFields, knowledge: UsageKnowledge): void {
  const refuse = (path: string, code: `${string}.${string}`, facts: Record<string, string>) => {
    throw new DomainError('invalid', code, facts, [{ path, code, facts }]);
  };
  const { genericId, usualUse } = drug;
  if (genericId !== undefined && !knowledge.generics.has(genericId)) {
    refuse('genericId', 'catalog.no-such-generic', { genericId });
  }
  for (const [index, route] of drug.routes.entries()) {
    if (!knowledge.routes.has(route)) refuse(`routes.${index}`, 'catalog.no-such-route', { route });
  }
  if (usualUse === undefined) return;
  const { route, frequency, doseUnit } = usualUse;
  if (!drug.routes.includes(route)) refuse('usualUse.route', 'catalog.no-such-route', { route });
  if (!knowledge.frequencies.has(frequency)) refuse('usualUse.frequency', 'catalog.no-such-frequency', { frequency });
  if (doseUnit !== drug.doseUnit && doseUnit !== drug.dispensingUnit) {
    const facts = { doseUnit: drug.doseUnit, dispensingUnit: drug.dispensingUnit };
    refuse('usualUse.doseUnit', 'catalog.usual-dose-unit', facts);
  }
}

/** Further Chinese names by which a product is found: those of its generic drug. */
export const genericNames = (drug: DrugFields, { generics }: UsageKnowledge): string[] => {
  const generic = drug.genericId === undefined ? undefined : generics.get(drug.genericId);
  return generic ? [generic.zh] : [];
};
