import { DomainError } from '@xinglin/kernel/domain-error';
import type { Vault } from '#platform/crypto/vault';
import { typeCode } from '../definitions/definitions.ts';
import { type HeldType, isHeldType } from '../definitions/held-types.ts';
import { patientText, termText } from '../parameters/index-entry.ts';
import { parametersOf } from '../parameters/parameters.ts';
import { relativeReference } from '../parameters/reference.ts';
import { parseResource, showVersion } from '../read.ts';
import { int2Array, termArray } from '../storage/binary-arrays.ts';
import { currentRows, keyText, type RecordTx, type ResourceKey, ROW_COLUMNS, type StoredRow } from '../storage/rows.ts';
import { structureIssues } from '../validation/structure.ts';
import { compartmentTypes, inCompartment, isInCompartment } from './compartment.ts';
import { readToken, writeToken } from './page-token.ts';
import { DEFAULT_COUNT, MAX_COUNT } from './query.ts';
import type { Match, SearchNeeds } from './run.ts';

export interface EverythingPage {
  readonly matches: readonly Match[];
  /** Practitioners, places, medicines and so on that the matches refer to. */
  readonly included: readonly Match[];
  readonly next: string | undefined;
}

interface Asked {
  readonly patientIds: readonly string[];
  readonly types: readonly HeldType[];
  readonly count: number;
  readonly after: { readonly type: number; readonly id: string };
}

/**
 * All of a person's compartment (of all of `patientIds`, the one that was asked for first, when entries were merged), type by type, in pages; R4 operation Patient/[id]/$everything.
 * Understands `_type`, `_count` and the page link.
 * @throws DomainError 'invalid' for any other parameter.
 */
export async function everythingPage(
  needs: SearchNeeds & { readonly vault: Pick<Vault, 'seal' | 'open'> },
  tx: RecordTx,
  patientIds: readonly string[],
  params: URLSearchParams,
): Promise<EverythingPage> {
  const [patientId = ''] = patientIds;
  const asked = { patientIds, ...readAsked(needs.vault, tx, patientId, params) };
  const rows = await compartmentRows(needs, tx, asked);
  const found = rows.slice(0, asked.count);
  const matches = found.flatMap((row) => {
    const shown = showVersion(needs.codec, tx, row);
    if (shown.json === undefined) return [];
    const resource = parseResource(shown.json);
    const { type } = shown;
    const isOwn = patientIds.some((id) => inCompartment(resource, id, parametersOf(type)));
    return isOwn ? [{ ...shown, json: shown.json, resource }] : [];
  });
  const last = rows.length > asked.count ? found.at(-1) : undefined;
  const next =
    last &&
    writeToken(needs.vault, tx.institutionId, {
      type: 'Patient',
      compartment: patientId,
      pairs: [...params].filter(([name]) => name !== '_page'),
      cursor: { id: last.id, values: [last.type] },
    });
  return { matches, included: await referredTo(needs, tx, matches), next };
}

function readAsked(
  vault: Pick<Vault, 'open'>,
  tx: RecordTx,
  patientId: string,
  params: URLSearchParams,
): Omit<Asked, 'patientIds'> {
  const page = params.get('_page');
  const token = page === null ? undefined : readToken(vault, tx.institutionId, page);
  if (token && token.compartment !== patientId) throw new DomainError('invalid', 'record.page-invalid');
  let types: readonly HeldType[] = compartmentTypes;
  let count = DEFAULT_COUNT;
  for (const [name, value] of token?.pairs ?? [...params]) {
    const wrong = new DomainError('invalid', 'record.search-value', { parameter: name });
    if (name === '_count') {
      if (!/^[1-9]\d{0,5}$/.test(value)) throw wrong;
      count = Math.min(Number(value), MAX_COUNT);
    } else if (name === '_type') {
      const named = value.split(',');
      types = named.filter(isHeldType).filter(isInCompartment);
      if (types.length !== named.length) throw wrong;
    } else throw new DomainError('invalid', 'record.search-unknown', { parameter: name });
  }
  const after = { type: Number(token?.cursor.values[0] ?? 0), id: token?.cursor.id ?? '' };
  return { types, count, after };
}

function compartmentRows({ hash }: SearchNeeds, tx: RecordTx, { patientIds, types, count, after }: Asked) {
  const otherWays = types.flatMap((type) =>
    parametersOf(type)
      .compartment.filter(({ column }) => column !== 'patient')
      .flatMap(({ facets }) => facets)
      .flatMap(({ key }) => patientIds.map((id) => hash(termText(tx.institutionId, type, key, `>Patient/${id}`)))),
  );
  return tx.many<StoredRow>(
    `select ${ROW_COLUMNS} from record.resource r
     where r.institution_id = $1 and r.type = any($2::smallint[]) and r.content is not null
       and (r.patient = any($3::bigint[]) or r.terms && $4::bigint[])
       and (r.type, r.id) > ($5::smallint, $6)
     order by r.type, r.id limit $7`,
    [
      tx.institutionId,
      int2Array(types.map(typeCode)),
      termArray(patientIds.map((id) => hash(patientText(tx.institutionId, id)))),
      termArray(otherWays),
      after.type,
      after.id,
      count + 1,
    ],
  );
}

/** Resources outside any compartment that these refer to. */
async function referredTo({ codec }: SearchNeeds, tx: RecordTx, matches: readonly Match[]): Promise<Match[]> {
  const keys = new Map<string, ResourceKey>();
  for (const { resource } of matches) {
    for (const reference of structureIssues(resource).references) {
      const key = relativeReference(reference);
      if (key && isHeldType(key.type) && !isInCompartment(key.type)) keys.set(keyText(key), key);
    }
  }
  if (keys.size === 0) return [];
  const rows = await currentRows(tx, [...keys.values()]);
  return rows.flatMap((row) => {
    const shown = showVersion(codec, tx, row);
    return shown.json === undefined ? [] : [{ ...shown, json: shown.json, resource: parseResource(shown.json) }];
  });
}
