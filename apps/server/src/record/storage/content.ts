import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Resource } from '@medplum/fhirtypes';
import type { Vault } from '#platform/crypto/vault';

/** One version of one resource: its place in the record, which is also what its content is sealed to. */
export interface VersionKey {
  readonly institutionId: number;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** ISO 8601 UTC with milliseconds: the `meta.lastUpdated` of this version. */
  readonly updatedAt: string;
}

/**
 * Resources of one kind look alike, so a shared text of examples halves what is left after compression
 * (`docs/decisions/`, record storage). Content written with a dictionary can only be read with it:
 * never edit this file; a better one gets the next number and the next formats.
 */
const dictionary1 = readFileSync(join(import.meta.dirname, 'dictionary-1.jsonl'));

const RAW = 0;
const DEFLATE_1 = 1;
const ZSTD_1 = 2;

/** Up to here deflate is the smaller and the faster, beyond zstd. */
const SMALL_BYTES = 4_096;
/** A resource larger than this when opened is refused at the write; the limit stops a forged frame from filling memory. */
export const MAX_CONTENT_BYTES = 16 * 1_048_576;

const RAW_MARK = Buffer.from([RAW]);
const DEFLATE_MARK = Buffer.from([DEFLATE_1]);
const ZSTD_MARK = Buffer.from([ZSTD_1]);

function pack(body: Buffer): Buffer {
  const isSmall = body.length <= SMALL_BYTES;
  const packed = isSmall
    ? deflateRawSync(body, { dictionary: dictionary1 })
    : zstdCompressSync(body, { dictionary: dictionary1 });
  if (packed.length >= body.length) return Buffer.concat([RAW_MARK, body]);
  return Buffer.concat([isSmall ? DEFLATE_MARK : ZSTD_MARK, packed]);
}

function unpack(packed: Buffer): Buffer {
  const rest = packed.subarray(1);
  const limits = { dictionary: dictionary1, maxOutputLength: MAX_CONTENT_BYTES };
  switch (packed[0]) {
    case RAW:
      return rest;
    case DEFLATE_1:
      return inflateRawSync(rest, limits);
    case ZSTD_1:
      return zstdDecompressSync(rest, limits);
    default:
      throw new Error(`unknown content format ${packed[0]}`);
  }
}

const sealContext = ({ institutionId, type, id, version, updatedAt }: VersionKey): string =>
  `record:${institutionId}:${type}/${id}/${version}@${updatedAt}`;

/**
 * The text that is stored: the resource without what the columns already say (type, id, version, time). Other
 * `meta` comes first, so that the missing part can be put back without parsing.
 */
export function bodyOf(resource: Resource): string {
  const { resourceType: _type, id: _id, meta = {}, ...rest } = resource;
  const { versionId: _version, lastUpdated: _updated, ...kept } = meta;
  return JSON.stringify(Object.keys(kept).length === 0 ? rest : { meta: kept, ...rest });
}

/** The resource as JSON text, exactly as R4 shows it. */
export function renderResource({ type, id, version, updatedAt }: VersionKey, body: string): string {
  const head = `{"resourceType":"${type}","id":"${id}","meta":{"versionId":"${version}","lastUpdated":"${updatedAt}"`;
  if (body.startsWith('{"meta":{')) return `${head},${body.slice(9)}`;
  return body === '{}' ? `${head}}}` : `${head}},${body.slice(1)}`;
}

export interface ContentCodec {
  seal(key: VersionKey, body: string): Buffer;
  /** @throws Error when the content or what it is sealed to (place, version, time) was changed. */
  open(key: VersionKey, sealed: Uint8Array): string;
}

export const contentCodec = (vault: Pick<Vault, 'seal' | 'open'>): ContentCodec => ({
  seal: (key, body) => vault.seal(pack(Buffer.from(body)), sealContext(key)),
  open: (key, sealed) => unpack(vault.open(sealed, sealContext(key))).toString('utf8'),
});
