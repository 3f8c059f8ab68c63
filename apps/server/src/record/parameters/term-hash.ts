import { createHmac } from 'node:crypto';
import type { Vault } from '#platform/crypto/vault';

/** Eight bytes as a string of eight characters 0–255: cheap to compare, to put in a set and to write out. */
export type Term = string;

/**
 * Turns the text of an index key into a 64-bit number under a key of the installation, so that whoever sees the index
 * cannot test which identity number or name stands in it. Two texts may share a number (about once in 10¹¹ questions
 * at 10⁸ keys): an answer is always checked against the opened resource.
 */
export type TermHash = (text: string) => Term;

/** The same words (codes, states, references of one visit) come again and again. */
const REMEMBERED = 20_000;
/** Longer texts are rarely met twice and would fill the memory. */
const MAX_REMEMBERED_LENGTH = 160;

export function termHash(vault: Pick<Vault, 'blindIndex'>): TermHash {
  const key = vault.blindIndex('record.terms', 'key 1');
  // Two generations: when the younger is full it becomes the older, and what is still asked for moves over.
  let young = new Map<string, Term>();
  let old = new Map<string, Term>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const term = old.get(text) ?? createHmac('sha256', key).update(text).digest('latin1').slice(0, 8);
    if (text.length <= MAX_REMEMBERED_LENGTH) {
      if (young.size >= REMEMBERED) {
        old = young;
        young = new Map();
      }
      young.set(text, term);
    }
    return term;
  };
}
