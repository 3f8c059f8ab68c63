import { type CheckRequest, type CheckResult, defaultPolicy } from './contract.ts';
import { checkPrescription } from './core/check.ts';
import { indexRules, type Knowledge, type RuleBase } from './core/rule-base.ts';
import type { DecisionSupportNeeds } from './needs.ts';

/** Indexes the rules once; `check` is synchronous and touches nothing but its request. */
export function createDecisionSupport({ knowledge, onFailure }: DecisionSupportNeeds) {
  const base = indexRules(knowledge, defaultPolicy);
  return {
    knowledgeVersion: knowledge.version,
    /**
     * Checks a sheet. Never throws: when the engine breaks, the result says `failed`, holds no alerts, and nobody may
     * treat the sheet as checked.
     */
    check: (request: CheckRequest): CheckResult => guarded(base, knowledge, request, onFailure),
    /** Days after the last dose for which a drug still counts; undefined: the general rule. */
    activeAfterStopDays: (genericId: string): number | undefined =>
      base.drugs.get(genericId)?.drug.activeAfterStopDays ?? undefined,
    /** Whether the rule base can say anything about this generic drug. */
    knows: (genericId: string): boolean => base.drugs.has(genericId),
  };
}

export type DecisionSupport = ReturnType<typeof createDecisionSupport>;

function guarded(
  base: RuleBase,
  { version }: Knowledge,
  request: CheckRequest,
  onFailure: DecisionSupportNeeds['onFailure'],
): CheckResult {
  try {
    return checkPrescription(base, request);
  } catch (error) {
    onFailure(error);
    return { status: 'failed', knowledgeVersion: version, alerts: [], suppressed: [], notChecked: [], gates: [] };
  }
}
