import type { Resource } from '@medplum/fhirtypes';

import type { Stored } from './put.ts';
import { type ContentCodec, renderResource } from './storage/content.ts';
import {
  currentRow,
  historyRows,
  type RecordTx,
  type ResourceKey,
  type StoredRow,
  versionKey,
  versionRow,
} from './storage/rows.ts';

/** One version as it is shown; `json` is absent when the version is a deletion. */
export interface ShownVersion extends ResourceKey {
  readonly version: number;
  readonly updatedAt: string;
  /** The resource as JSON text; callers that pass it on need not parse it. */
  readonly json: string | undefined;
}

/** Opens a stored row. @throws Error when its content was changed outside the store. */
export function showVersion(codec: ContentCodec, tx: RecordTx, row: StoredRow): ShownVersion {
  const key = versionKey(tx, row);
  return {
    type: key.type,
    id: key.id,
    version: key.version,
    updatedAt: key.updatedAt,
    json: row.content === null ? undefined : renderResource(key, codec.open(key, row.content)),
  };
}

export const parseResource = <Kind extends Resource = Resource>(json: string): Stored<Kind> =>
  JSON.parse(json) as Stored<Kind>;

/** The current version, also when it is a deletion; undefined when the id was never used. */
export async function currentVersion(
  codec: ContentCodec,
  tx: RecordTx,
  key: ResourceKey,
): Promise<ShownVersion | undefined> {
  const row = await currentRow(tx, key);
  return row && showVersion(codec, tx, row);
}

export async function oneVersion(
  codec: ContentCodec,
  tx: RecordTx,
  key: ResourceKey,
  version: number,
): Promise<ShownVersion | undefined> {
  const row = await versionRow(tx, key, version);
  return row && showVersion(codec, tx, row);
}

export interface HistoryPage {
  /** Newest first. */
  readonly versions: readonly ShownVersion[];
  /** Pass as `before` for the next page; undefined at the end. */
  readonly next: number | undefined;
}

export async function versionsOf(
  codec: ContentCodec,
  tx: RecordTx,
  key: ResourceKey,
  { before = 2_147_483_647, limit = 100 }: { readonly before?: number | undefined; readonly limit?: number } = {},
): Promise<HistoryPage> {
  const rows = await historyRows(tx, key, { before, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  return {
    versions: shown.map((row) => showVersion(codec, tx, row)),
    next: rows.length > limit ? shown.at(-1)?.version : undefined,
  };
}
