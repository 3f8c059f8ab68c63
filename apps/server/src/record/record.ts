import type { ExtractResource, Resource } from '@medplum/fhirtypes';
import type { Clock } from '@xinglin/kernel/clock';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { HeldType } from './definitions/held-types.ts';
import { type TermHash, termHash } from './parameters/term-hash.ts';
import { putResources, removeResource, type Stored } from './put.ts';
import { currentVersion, oneVersion, parseResource, versionsOf } from './read.ts';
import type { SearchParams } from './search/query.ts';
import { type SearchOptions, searchPage } from './search/search.ts';
import { contentCodec } from './storage/content.ts';
import type { RecordTx } from './storage/rows.ts';

export interface RecordNeeds {
  readonly vault: Pick<Vault, 'seal' | 'open' | 'blindIndex'>;
  readonly clock: Clock;
  /** Replaces the keyed hash of index terms; for the test that collisions cost time and never answers. */
  readonly hash?: TermHash;
}

/** One version of a resource; `resource` is absent when the version is a deletion. */
export interface Version<Kind extends Resource> {
  readonly version: number;
  readonly updatedAt: string;
  readonly resource: Stored<Kind> | undefined;
}

/**
 * The house's FHIR R4 record: versioned, validated, sealed, searchable. Every function works inside the caller's
 * transaction and within its institution.
 */
export function createRecord(needs: RecordNeeds) {
  const codec = contentCodec(needs.vault);
  const hash = needs.hash ?? termHash(needs.vault);
  const parts = { codec, hash, clock: needs.clock, vault: needs.vault };
  return {
    /** For the REST interface, which passes stored text on without parsing it. */
    parts,
    put: putResources(parts),
    /** @returns false when there was nothing to delete. The history stays readable. */
    remove: (
      tx: RecordTx,
      type: HeldType,
      id: string,
      context: Pick<Context, 'now'>,
      options: { readonly expectedVersion?: number } = {},
    ): Promise<boolean> => removeResource(tx, { type, id }, context, options),
    /** undefined when there is none or it has been deleted. */
    read: async <Type extends HeldType>(
      tx: RecordTx,
      type: Type,
      id: string,
    ): Promise<Stored<ExtractResource<Type>> | undefined> => {
      const found = await currentVersion(codec, tx, { type, id });
      return found?.json === undefined ? undefined : parseResource<ExtractResource<Type>>(found.json);
    },
    /** One version, current or past; undefined when there is none or the version is a deletion. */
    vread: async <Type extends HeldType>(
      tx: RecordTx,
      type: Type,
      id: string,
      version: number,
    ): Promise<Stored<ExtractResource<Type>> | undefined> => {
      const found = await oneVersion(codec, tx, { type, id }, version);
      return found?.json === undefined ? undefined : parseResource<ExtractResource<Type>>(found.json);
    },
    /** Newest first; `next` is the `before` of the next page. */
    history: async <Type extends HeldType>(
      tx: RecordTx,
      type: Type,
      id: string,
      page: { readonly before?: number; readonly limit?: number } = {},
    ) => {
      const { versions, next } = await versionsOf(codec, tx, { type, id }, page);
      return {
        versions: versions.map(
          ({ version, updatedAt, json }): Version<ExtractResource<Type>> => ({
            version,
            updatedAt,
            resource: json === undefined ? undefined : parseResource<ExtractResource<Type>>(json),
          }),
        ),
        next,
      };
    },
    /**
     * Resources of one type that match all parameters, in the words of R4 search: `{ patient: id, code: 'a,b' }`.
     * Hand `next` in as `_page`, alone, for the following page.
     * @throws DomainError 'invalid' that names every parameter that is unknown or wrong.
     */
    search: async <Type extends HeldType>(
      tx: RecordTx,
      type: Type,
      params: SearchParams,
      options: SearchOptions = {},
    ): Promise<SearchPage<ExtractResource<Type>>> => {
      const { matches, included, total, next, ignored } = await searchPage(parts, tx, type, params, options);
      return {
        resources: matches.map(({ resource }) => resource as Stored<ExtractResource<Type>>),
        included: included.map(({ resource }) => resource as Stored),
        total,
        next,
        ignored,
      };
    },
  };
}

export interface SearchPage<Kind extends Resource> {
  readonly resources: readonly Stored<Kind>[];
  /** What `_include` asked for. */
  readonly included: readonly Stored[];
  /** Number of all matches; only with `_total=accurate` or `_count=0`. */
  readonly total: number | undefined;
  readonly next: string | undefined;
  /** Parameters that took no part in the answer; only under lenient handling. */
  readonly ignored: readonly string[];
}

export type RecordStore = ReturnType<typeof createRecord>;
