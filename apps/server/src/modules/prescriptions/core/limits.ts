import type { LimitFinding, SheetKind } from '../contract.ts';

export interface Limits {
  readonly maxKinds: number;
  readonly maxDays: Readonly<Record<SheetKind, number>>;
  /** Never beyond, whatever the reason. */
  readonly longestDays: number;
}

export interface LimitedItem {
  readonly id: string;
  readonly drugId: string;
  /** Days the line covers: as prescribed, or as many as a quantity by hand lasts. */
  readonly coveredDays: number;
}

/** What exceeds the limits of its kind of sheet. Rounding up to whole packs does not count: days are those prescribed. */
export function limitsExceeded(kind: SheetKind, items: readonly LimitedItem[], limits: Limits): LimitFinding[] {
  const findings: LimitFinding[] = [];
  const kinds = new Set(items.map(({ drugId }) => drugId)).size;
  if (kinds > limits.maxKinds) {
    const itemIds = items.map(({ id }) => id);
    findings.push({ kind: 'kinds', limit: limits.maxKinds, actual: kinds, itemIds, level: 'reason' });
  }
  const longest = longestOf(items);
  const over = (days: number) => items.filter(({ coveredDays }) => coveredDays > days).map(({ id }) => id);
  if (longest > limits.longestDays) {
    const itemIds = over(limits.longestDays);
    findings.push({ kind: 'days', limit: limits.longestDays, actual: longest, itemIds, level: 'block' });
  } else if (longest > limits.maxDays[kind]) {
    const itemIds = over(limits.maxDays[kind]);
    findings.push({ kind: 'days', limit: limits.maxDays[kind], actual: longest, itemIds, level: 'reason' });
  }
  return findings;
}

const longestOf = (items: readonly LimitedItem[]): number =>
  items.reduce((most, { coveredDays }) => Math.max(most, coveredDays), 0);
