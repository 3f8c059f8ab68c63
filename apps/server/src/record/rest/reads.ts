import { DomainError } from '@xinglin/kernel/domain-error';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { patientIdOf } from '../parameters/index-entry.ts';
import { currentVersion, oneVersion, parseResource, type ShownVersion, versionsOf } from '../read.ts';
import type { ContentCodec } from '../storage/content.ts';
import type { ResourceKey } from '../storage/rows.ts';
import {
  baseUrlOf,
  FHIR_JSON,
  type Form,
  isId,
  isKnownToClient,
  outcomeOf,
  sendJson,
  versionHeaders,
} from './answer.ts';
import { bundleText, historyEntry } from './bundle.ts';
import type { journalled } from './journalled.ts';
import { seenBy, type Views } from './views.ts';

type Run = ReturnType<typeof journalled>;

/** The patient an address names by itself. */
const askedFor = ({ type, id }: ResourceKey): string[] => (type === 'Patient' && isId(id) ? [id] : []);

/** Whose record the versions belong to. */
export const personsOf = (versions: readonly Pick<ShownVersion, 'json'>[]): string[] => [
  ...new Set(versions.flatMap(({ json }) => (json === undefined ? [] : (patientIdOf(parseResource(json)) ?? [])))),
];

const gone = (reply: FastifyReply, shown: ShownVersion) => {
  versionHeaders(reply, shown);
  return reply
    .status(410)
    .type(FHIR_JSON)
    .send(JSON.stringify(outcomeOf('deleted', 'error', [{ code: 'record.deleted', facts: { type: shown.type } }])));
};

function sendVersion(request: FastifyRequest, reply: FastifyReply, shown: ShownVersion, form: Form) {
  if (shown.json === undefined) return gone(reply, shown);
  versionHeaders(reply, shown);
  if (isKnownToClient(request, shown)) return reply.status(304).send();
  return sendJson(reply, 200, shown.json, form);
}

export const answerRead =
  (run: Run, codec: ContentCodec, views: Views) =>
  async (request: FastifyRequest, reply: FastifyReply, key: ResourceKey, form: Form) => {
    refuseParameters(form);
    const shown = await run(request, `record.read ${key.type}`, askedFor(key), async (tx, actor) => {
      const found = await currentVersion(codec, tx, key);
      if (!found) throw new DomainError('not-found', 'record.not-found', { type: key.type });
      return { result: seenBy(views, actor, found), persons: personsOf([found]) };
    });
    return sendVersion(request, reply, shown, form);
  };

export const answerVersion =
  (run: Run, codec: ContentCodec, views: Views) =>
  async (request: FastifyRequest, reply: FastifyReply, key: ResourceKey, version: string, form: Form) => {
    refuseParameters(form);
    const shown = await run(request, `record.vread ${key.type}`, askedFor(key), async (tx, actor) => {
      const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0;
      const found = await oneVersion(codec, tx, key, number);
      if (!found) throw new DomainError('not-found', 'record.version-not-found', { type: key.type });
      return { result: seenBy(views, actor, found), persons: personsOf([found]) };
    });
    return sendVersion(request, reply, shown, form);
  };

const DEFAULT_HISTORY = 50;
const MAX_HISTORY = 500;

/** Pages go from newer to older versions, which never change: the link is the version to go on below. */
export const answerHistory =
  (run: Run, codec: ContentCodec, views: Views) =>
  async (request: FastifyRequest, reply: FastifyReply, key: ResourceKey, form: Form) => {
    const limit = wholeNumber(form, '_count', MAX_HISTORY) ?? DEFAULT_HISTORY;
    const before = wholeNumber(form, '_before', 2_147_483_647);
    refuseParameters(form);
    const page = await run(request, `record.history ${key.type}`, askedFor(key), async (tx, actor) => {
      const found = await versionsOf(codec, tx, key, { limit, before });
      if (found.versions.length === 0 && before === undefined) {
        throw new DomainError('not-found', 'record.not-found', { type: key.type });
      }
      const versions = found.versions.map((version) => seenBy(views, actor, version));
      return { result: { ...found, versions }, persons: personsOf(found.versions) };
    });
    const base = baseUrlOf(request);
    const address = `${base}/${key.type}/${key.id}/_history`;
    const text = bundleText({
      type: 'history',
      // Versions count up from one without gaps.
      total: before === undefined ? page.versions[0]?.version : undefined,
      links: [
        { relation: 'self', url: `${address}?_count=${limit}${before === undefined ? '' : `&_before=${before}`}` },
        ...(page.next === undefined
          ? []
          : [{ relation: 'next' as const, url: `${address}?_count=${limit}&_before=${page.next}` }]),
      ],
      entries: page.versions.map((version) => historyEntry(base, version)),
    });
    return sendJson(reply, 200, text, form);
  };

function wholeNumber({ params }: Form, name: string, max: number): number | undefined {
  const text = params.get(name);
  params.delete(name);
  if (text === null) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new DomainError('invalid', 'record.search-value', { parameter: name });
  return Math.min(Number(text), max);
}

/** A parameter that would change the answer (`_elements`, `_summary`) is refused, not passed over. */
function refuseParameters({ params }: Form): void {
  const [name] = params.keys();
  if (name !== undefined) throw new DomainError('invalid', 'record.search-unknown', { parameter: name });
}
