import { invalidField } from '@xinglin/kernel/domain-error';
import type { FactContent, FactKind } from '../health/contract.ts';

/**
 * Outside these a number is a typing error (a decimal point, pounds for kilograms), not a finding. Wide on purpose:
 * what is unusual but possible must go through. From professional knowledge.
 */
const limits: Partial<Record<FactKind, readonly [low: number, high: number]>> = {
  weight: [0.3, 400],
  height: [20, 250],
  creatinine: [5, 3000],
};

/** @throws DomainError 'invalid' patients.value-impossible {low, high}. */
export function checkFact(content: FactContent, path: string): void {
  if (content.kind !== 'weight' && content.kind !== 'height' && content.kind !== 'creatinine') return;
  const [low, high] = limits[content.kind] ?? [0, Number.POSITIVE_INFINITY];
  const value = Number(content.value.value);
  if (value < low || value > high) throw invalidField(`${path}.value`, 'patients.value-impossible', { low, high });
}
