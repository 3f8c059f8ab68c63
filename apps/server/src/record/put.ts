import type { Meta, Resource } from '@medplum/fhirtypes';
import { DomainError, type FieldIssue } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Context } from '#platform/actor';
import { indexEntry, MAX_TERMS } from './parameters/index-entry.ts';
import { relativeReference } from './parameters/reference.ts';
import type { TermHash } from './parameters/term-hash.ts';
import { bodyOf, type ContentCodec, MAX_CONTENT_BYTES } from './storage/content.ts';
import {
  isResourceId,
  keyText,
  lookUp,
  type NewVersion,
  type RecordTx,
  type ResourceKey,
  writeVersions,
} from './storage/rows.ts';
import { referenceIssues, structureIssues } from './validation/structure.ts';

/** A resource as it stands in the record. */
export type Stored<Kind extends Resource = Resource> = Kind & {
  readonly id: string;
  readonly meta: Meta & { readonly versionId: string; readonly lastUpdated: string };
};

export interface PutOptions {
  /**
   * Versions the caller has read, by "Type/id"; 0 says that the resource must be new.
   * The put is refused when one of them is no longer current.
   */
  readonly expectedVersions?: Readonly<Record<string, number>>;
}

/** One put holds at most this many resources; larger loads go in parts. */
export const MAX_BATCH = 5_000;

export interface PutNeeds {
  readonly codec: ContentCodec;
  readonly hash: TermHash;
}

/**
 * Creates the resources or writes their next versions, all or none, in two statements however many they are.
 * A resource without an id gets one. `meta.versionId` and `meta.lastUpdated` are set here.
 * @throws DomainError 'invalid' with every fault of every resource; 'conflict' when another write came first.
 */
export const putResources =
  ({ codec, hash }: PutNeeds) =>
  async <Kind extends Resource>(
    tx: RecordTx,
    resources: readonly Kind[],
    context: Pick<Context, 'now'>,
    options: PutOptions = {},
  ): Promise<Stored<Kind>[]> => {
    if (resources.length === 0) return [];
    const updatedAt = new Date(context.now.epochMilliseconds).toISOString();
    const given = resources.filter(({ id }) => id !== undefined);
    const identified = resources.map((resource) => ({ ...resource, id: resource.id ?? newId() }));
    const references = checkBatch(identified);
    const { current, existing } = await lookUp(tx, given.map(keyOf), outside(references, identified));
    checkReferences(identified, references, existing);
    const before = new Map(current.map((row) => [keyText(row), row.version]));
    checkVersions(before, options.expectedVersions ?? {});
    const written = identified.map((resource) => {
      const key = keyOf(resource);
      const version = (before.get(keyText(key)) ?? 0) + 1;
      const place = { institutionId: tx.institutionId, ...key, version, updatedAt };
      const body = bodyOf(resource);
      if (body.length > MAX_CONTENT_BYTES / 4) throw new DomainError('invalid', 'record.too-large');
      const index = indexEntry(resource, tx.institutionId, hash);
      if (index.terms.size > MAX_TERMS) throw new DomainError('invalid', 'record.too-many-codes');
      const meta = { ...resource.meta, versionId: String(version), lastUpdated: updatedAt };
      const row: NewVersion = { ...place, index, sealed: codec.seal(place, body) };
      return { row, stored: { ...resource, meta } as Stored<Kind> };
    });
    await write(
      tx,
      written.map(({ row }) => row),
    );
    return written.map(({ stored }) => stored);
  };

/** A deletion is a version without content. @returns false when there was nothing to delete. */
export async function removeResource(
  tx: RecordTx,
  key: ResourceKey,
  context: Pick<Context, 'now'>,
  options: { readonly expectedVersion?: number } = {},
): Promise<boolean> {
  const [known] = isResourceId(key.id) ? (await lookUp(tx, [key], [])).current : [];
  if (options.expectedVersion !== undefined && options.expectedVersion !== (known?.version ?? 0)) throw conflict(key);
  if (!known || known.deleted) return false;
  const updatedAt = new Date(context.now.epochMilliseconds).toISOString();
  const index = { terms: new Set<string>(), patient: undefined, date: undefined };
  const place = { institutionId: tx.institutionId, type: key.type, id: key.id, version: known.version + 1, updatedAt };
  await write(tx, [{ ...place, index, sealed: undefined }]);
  return true;
}

const keyOf = (resource: Resource): ResourceKey => ({ type: resource.resourceType, id: resource.id ?? '' });

const conflict = ({ type }: ResourceKey): DomainError =>
  new DomainError('conflict', 'record.version-conflict', { type });

async function write(tx: RecordTx, rows: readonly NewVersion[]): Promise<void> {
  // Rows that were there are locked, so only a first version can have been overtaken.
  const written = await writeVersions(tx, rows);
  if (written !== rows.length) throw new DomainError('conflict', 'record.created-meanwhile');
}

/** @returns the relative references of each resource. @throws DomainError 'invalid' with all faults of the batch. */
function checkBatch(resources: readonly Resource[]): ReadonlySet<string>[] {
  if (resources.length > MAX_BATCH) throw new DomainError('invalid', 'record.batch-too-large', { max: MAX_BATCH });
  const checked = resources.map((resource) => structureIssues(resource));
  const faults = checked.flatMap(({ issues }, index) => inBatch(issues, index, resources.length));
  const seen = new Set<string>();
  for (const [index, resource] of resources.entries()) {
    const key = keyText(keyOf(resource));
    if (seen.has(key)) faults.push({ path: place('', index, resources.length), code: 'record.twice-in-batch' });
    seen.add(key);
  }
  if (faults.length > 0) throw new DomainError('invalid', 'record.invalid-resource', { count: faults.length }, faults);
  return checked.map(({ references }) => references);
}

/** In a batch the expression starts with the place of the resource: `[2].Observation.status`. */
const place = (path: string, index: number, size: number): string =>
  size === 1 ? path : path === '' ? `[${index}]` : `[${index}].${path}`;

const inBatch = (issues: readonly FieldIssue[], index: number, size: number): FieldIssue[] =>
  issues.map((issue) => ({ ...issue, path: place(issue.path, index, size) }));

/** References to resources that are not in the batch itself. */
function outside(references: readonly ReadonlySet<string>[], batch: readonly Resource[]): ResourceKey[] {
  const own = new Set(batch.map((resource) => keyText(keyOf(resource))));
  const all = new Set(references.flatMap((list) => [...list]));
  return [...all].filter((reference) => !own.has(reference)).flatMap((text) => relativeReference(text) ?? []);
}

function checkReferences(
  batch: readonly Resource[],
  references: readonly ReadonlySet<string>[],
  found: ReadonlySet<string>,
): void {
  const own = new Set(batch.map((resource) => keyText(keyOf(resource))));
  const faults: FieldIssue[] = [];
  for (const [index, list] of references.entries()) {
    const missing = new Set([...list].filter((reference) => !own.has(reference) && !found.has(reference)));
    const resource = batch[index];
    if (missing.size > 0 && resource) faults.push(...inBatch(referenceIssues(resource, missing), index, batch.length));
  }
  if (faults.length > 0) throw new DomainError('invalid', 'record.invalid-resource', { count: faults.length }, faults);
}

function checkVersions(before: ReadonlyMap<string, number>, expected: Readonly<Record<string, number>>): void {
  for (const [key, version] of Object.entries(expected)) {
    if ((before.get(key) ?? 0) !== version) throw conflict({ type: key.split('/')[0] ?? '', id: '' });
  }
}
