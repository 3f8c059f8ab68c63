import type { Knowledge } from './core/rule-base.ts';

export interface DecisionSupportNeeds {
  readonly knowledge: Knowledge;
  /** Hears of a check that broke: a bug or a broken rule, to be logged without personal data. */
  readonly onFailure: (error: unknown) => void;
}
