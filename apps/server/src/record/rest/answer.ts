import type { ErrorCode, Facts } from '@xinglin/kernel/domain-error';
import { fillBlanks } from '@xinglin/kernel/messages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messages } from '../messages.ts';
import type { ShownVersion } from '../read.ts';

/** FHIR R4 IssueType codes that this interface gives by itself; the rest come from the shared error table. */
type IssueCode = 'deleted' | 'not-found' | 'not-supported' | 'informational';

/** What can be an id; whatever else stands in an address names nobody. */
export const isId = (text: string): boolean => /^[A-Za-z0-9.-]{1,64}$/.test(text);

export const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** An OperationOutcome in both languages, in the shape of the platform's own. */
export function outcomeOf(
  issue: IssueCode,
  severity: 'error' | 'warning',
  codes: readonly { readonly code: ErrorCode & keyof typeof messages; readonly facts?: Facts }[],
): object {
  return {
    resourceType: 'OperationOutcome',
    issue: codes.map(({ code, facts = {} }) => ({
      severity,
      code: issue,
      details: {
        coding: [{ code }],
        text: `${fillBlanks(messages[code].zh, facts)} / ${fillBlanks(messages[code].en, facts)}`,
      },
    })),
  };
}

/** How a request wants to be answered, read from the query string; the rest of the parameters belong to the search. */
export interface Form {
  readonly pretty: boolean;
  readonly params: URLSearchParams;
}

const FORMATS = new Set(['json', 'text/json', 'application/json', 'application/fhir+json']);

/** undefined: the client asks for a format that is not served. */
export function formOf(request: FastifyRequest, body?: string): Form | undefined {
  const at = request.url.indexOf('?');
  const params = new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
  for (const [name, value] of new URLSearchParams(body ?? '')) params.append(name, value);
  const format = params.get('_format');
  const pretty = params.get('_pretty') === 'true';
  params.delete('_format');
  params.delete('_pretty');
  // A plus sign in a media type that was not percent-encoded arrives as a space.
  if (format !== null ? !FORMATS.has(format.split(';')[0]?.trim().replace(' ', '+') ?? '') : !acceptsJson(request)) {
    return undefined;
  }
  return { pretty, params };
}

const acceptsJson = ({ headers: { accept } }: FastifyRequest): boolean =>
  accept === undefined || /\*\/\*|application\/\*|json/.test(accept);

/** Sends JSON text; it is parsed again only for who asked to read it by eye. */
export function sendJson(reply: FastifyReply, status: number, text: string, { pretty }: Pick<Form, 'pretty'>) {
  return reply
    .status(status)
    .type(FHIR_JSON)
    .send(pretty ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text);
}

export const etagOf = (version: number): string => `W/"${version}"`;

export const lastModifiedOf = (updatedAt: string): string => new Date(updatedAt).toUTCString();

export function versionHeaders(reply: FastifyReply, { version, updatedAt }: ShownVersion): void {
  reply.header('etag', etagOf(version)).header('last-modified', lastModifiedOf(updatedAt));
}

/** R4 "conditional read": the client has this version already. */
export function isKnownToClient({ headers }: FastifyRequest, { version, updatedAt }: ShownVersion): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim() === etagOf(version));
  const since = headers['if-modified-since'];
  if (since === undefined) return false;
  // The header counts whole seconds.
  return Math.floor(Date.parse(updatedAt) / 1_000) <= Date.parse(since) / 1_000;
}

/** Where this interface is, as the client sees it. */
export const baseUrlOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}/fhir`;
