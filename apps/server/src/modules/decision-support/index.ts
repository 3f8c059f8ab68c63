export { createDecisionSupport, type DecisionSupport } from './decision-support.ts';
export { readRuleFiles } from './knowledge.ts';
export type { DecisionSupportNeeds } from './needs.ts';
export { policySettings } from './settings.ts';
