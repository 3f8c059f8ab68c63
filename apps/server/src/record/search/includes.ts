import { DomainError } from '@xinglin/kernel/domain-error';
import { isHeldType } from '../definitions/held-types.ts';
import { relativeReference } from '../parameters/reference.ts';
import { parseResource, showVersion } from '../read.ts';
import type { ContentCodec } from '../storage/content.ts';
import { currentRows, keyText, type RecordTx, type ResourceKey } from '../storage/rows.ts';
import type { Include } from './query.ts';
import type { Match } from './run.ts';

const MAX_INCLUDED = 1_000;

/** Resources the matches refer to, each once, without those that are matches themselves. */
export async function includedWith(
  codec: ContentCodec,
  tx: RecordTx,
  matches: readonly Match[],
  includes: readonly Include[],
): Promise<Match[]> {
  const wanted = new Map<string, ResourceKey>();
  for (const { resource } of matches) {
    for (const reference of includes.flatMap((include) => referencesOf(resource, include))) {
      const key = relativeReference(reference);
      if (key && isHeldType(key.type)) wanted.set(keyText(key), key);
    }
  }
  for (const match of matches) wanted.delete(keyText(match));
  if (wanted.size > MAX_INCLUDED) throw new DomainError('rule', 'record.include-too-large', { max: MAX_INCLUDED });
  if (wanted.size === 0) return [];
  const rows = await currentRows(tx, [...wanted.values()]);
  return rows.flatMap((row) => {
    const shown = showVersion(codec, tx, row);
    return shown.json === undefined ? [] : [{ ...shown, json: shown.json, resource: parseResource(shown.json) }];
  });
}

const referencesOf = (resource: unknown, { parameter, target }: Include): string[] =>
  parameter.facets
    .flatMap((facet) => facet.walk(resource).flatMap((raw) => parameter.kind.read(raw, facet) as readonly string[]))
    .filter((reference) => {
      const type = relativeReference(reference)?.type ?? '';
      return (target === undefined || type === target) && (!parameter.targets || parameter.targets.includes(type));
    });
