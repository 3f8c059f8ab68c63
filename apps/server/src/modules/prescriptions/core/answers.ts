import type { CheckResult } from '../../decision-support/contract.ts';
import type { AlertReasonCode } from '../contract.ts';

export interface Answer {
  readonly fingerprint: string;
  readonly code: AlertReasonCode;
  readonly text?: string | undefined;
}

/** What stands between a checked sheet and its signature. Empty lists everywhere: it may be signed. */
export interface Objections {
  readonly blocks: readonly string[];
  /** Alerts and questions the doctor has not seen: the facts changed since. */
  readonly unseen: readonly string[];
  /** Alerts of level `reason` and open questions without an answer. */
  readonly unanswered: readonly string[];
  /** Answers whose code needs words and has none. */
  readonly wordless: readonly string[];
}

/** Codes that say nothing without words. */
export const codesNeedingWords: ReadonlySet<AlertReasonCode> = new Set<AlertReasonCode>([
  'not-applicable',
  'not-obtainable',
  'other',
]);

/** All values are fingerprints. A note needs no answer and need not have been seen. */
export function objectionsTo(
  { alerts, notChecked }: CheckResult,
  seen: readonly string[],
  answers: readonly Answer[],
): Objections {
  const known = new Set(seen);
  const answered = new Map(answers.map((answer) => [answer.fingerprint, answer]));
  const blocks = alerts.filter(({ level }) => level === 'block').map(({ fingerprint }) => fingerprint);
  const toAnswer = [...alerts.filter(({ level }) => level === 'reason'), ...notChecked.filter(({ ask }) => ask)].map(
    ({ fingerprint }) => fingerprint,
  );
  return {
    blocks,
    unseen: [...blocks, ...toAnswer].filter((fingerprint) => !known.has(fingerprint)),
    unanswered: toAnswer.filter((fingerprint) => !answered.has(fingerprint)),
    wordless: toAnswer.filter((fingerprint) => {
      const answer = answered.get(fingerprint);
      return answer !== undefined && codesNeedingWords.has(answer.code) && !answer.text;
    }),
  };
}
