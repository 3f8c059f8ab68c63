import type { Clock } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { Vault } from '#platform/crypto/vault';
import type { HeldType } from '../definitions/held-types.ts';
import type { RecordTx } from '../storage/rows.ts';
import { isInCompartment } from './compartment.ts';
import { includedWith } from './includes.ts';
import { type PageToken, readToken, writeToken } from './page-token.ts';
import { type Handling, pairsOf, readQuery, type SearchParams } from './query.ts';
import { type Match, runSearch, type SearchNeeds } from './run.ts';

export interface SearchOptions {
  /** Default: strict. */
  readonly handling?: Handling;
  /** Only resources of this patient's compartment. */
  readonly compartment?: string | undefined;
}

/** One page, with stored text; `next` is handed in again as `_page`, alone. */
export interface MatchPage {
  readonly matches: readonly Match[];
  readonly included: readonly Match[];
  readonly total: number | undefined;
  readonly next: string | undefined;
  readonly ignored: readonly string[];
  readonly understood: readonly (readonly [string, string])[];
}

interface Needs extends SearchNeeds {
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  readonly clock: Clock;
}

/** The question a link to a further page stands for. @throws DomainError 'invalid' when the link is not of this type. */
function continued(needs: Needs, tx: RecordTx, type: HeldType, text: string): PageToken {
  const token = readToken(needs.vault, tx.institutionId, text);
  if (token.type !== type) throw new DomainError('invalid', 'record.page-invalid');
  return token;
}

export async function searchPage(
  needs: Needs,
  tx: RecordTx,
  type: HeldType,
  params: SearchParams,
  options: SearchOptions = {},
): Promise<MatchPage> {
  const given = pairsOf(params);
  const page = given.find(([name]) => name === '_page')?.[1];
  const token = page === undefined ? undefined : continued(needs, tx, type, page);
  const compartment = token ? token.compartment : options.compartment;
  if (compartment !== undefined && !isInCompartment(type)) {
    throw new DomainError('invalid', 'record.not-in-compartment', { type });
  }
  // A link says it all; what is added to it by hand would be answered from the wrong place.
  if (token && given.length > 1) throw new DomainError('invalid', 'record.page-invalid');
  const query = readQuery({
    type,
    pairs: token?.pairs ?? given,
    handling: options.handling ?? 'strict',
    compartment,
    nowMs: needs.clock.now().epochMilliseconds,
  });
  const { matches, total, next } = await runSearch(needs, tx, query, token?.cursor);
  const included = query.includes.length > 0 ? await includedWith(needs.codec, tx, matches, query.includes) : [];
  return {
    matches,
    included,
    total,
    next:
      next && writeToken(needs.vault, tx.institutionId, { type, compartment, pairs: query.understood, cursor: next }),
    ignored: query.ignored,
    understood: query.understood,
  };
}
