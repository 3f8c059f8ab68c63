import type { Resource } from '@medplum/fhirtypes';
import type { Actor } from '#platform/actor';
import { parseResource, type ShownVersion } from '../read.ts';

/** What a reader may see of a resource; the same resource when it is all of it. */
export type View = (actor: Actor, resource: Resource) => Resource;
/** Types of which not every reader sees everything; all others leave as they are stored. */
export type Views = ReadonlyMap<string, View>;

/** The version as the reader may see it. */
export function seenBy<Version extends ShownVersion>(views: Views, actor: Actor, version: Version): Version {
  const view = views.get(version.type);
  if (!view || version.json === undefined) return version;
  const resource = parseResource(version.json);
  const seen = view(actor, resource);
  return seen === resource ? version : { ...version, json: JSON.stringify(seen) };
}
