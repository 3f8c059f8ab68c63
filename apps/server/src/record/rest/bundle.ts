import { newId } from '@xinglin/kernel/ids';
import type { ShownVersion } from '../read.ts';
import { etagOf } from './answer.ts';

export interface Link {
  readonly relation: 'self' | 'next';
  readonly url: string;
}

export interface BundleParts {
  readonly type: 'searchset' | 'history';
  readonly total?: number | undefined;
  readonly links: readonly Link[];
  /** JSON text of each entry. */
  readonly entries: readonly string[];
}

/** A Bundle as text: stored resources are passed on as they are, without being parsed and written again. */
export function bundleText({ type, total, links, entries }: BundleParts): string {
  const head = JSON.stringify({
    resourceType: 'Bundle',
    id: newId(),
    type,
    ...(total === undefined ? {} : { total }),
    link: links,
  });
  // R4 has no empty lists.
  return entries.length === 0 ? head : `${head.slice(0, -1)},"entry":[${entries.join(',')}]}`;
}

const fullUrl = (base: string, { type, id }: ShownVersion): string => JSON.stringify(`${base}/${type}/${id}`);

export const searchEntry = (base: string, version: ShownVersion, mode: 'match' | 'include'): string =>
  `{"fullUrl":${fullUrl(base, version)},"resource":${version.json},"search":{"mode":"${mode}"}}`;

export const outcomeEntry = (outcome: object): string =>
  JSON.stringify({ resource: outcome, search: { mode: 'outcome' } });

/** A version with the request that would have made it, as R4 asks of a history. */
export function historyEntry(base: string, shown: ShownVersion): string {
  const { type, id, version, updatedAt, json } = shown;
  const method = json === undefined ? 'DELETE' : 'PUT';
  const request = { method, url: `${type}/${id}` };
  const status = json === undefined ? '204' : version === 1 ? '201' : '200';
  const response = { status, etag: etagOf(version), lastModified: updatedAt };
  const resource = json === undefined ? '' : `"resource":${json},`;
  return `{"fullUrl":${fullUrl(base, shown)},${resource}"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}}`;
}
