import type { ErrorCode, ErrorKind, Facts } from './domain-error.ts';
import type { Bilingual, Operation, OutputOf, RequestOf } from './operation.ts';

/** What is wrong with one field of the input, in both languages. */
export interface ApiFieldIssue {
  readonly path: string;
  readonly code: ErrorCode;
  readonly message: Bilingual;
}

/** The body of every refusal under `/api`. Written by the server's `error-response.ts` and nowhere else. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: Bilingual;
    readonly facts: Facts;
    readonly fields: readonly ApiFieldIssue[];
    readonly requestId: string;
  };
}

/** `network`: no answer came, so a command may or may not have taken effect; repeat it with the same key. */
export type ApiErrorKind = ErrorKind | 'network' | 'unexpected';

/** A refusal as the browser sees it: the server's domain error with its texts, or the lack of any answer. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly status: number;
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly fields: readonly ApiFieldIssue[];
  readonly text: Bilingual;
  readonly requestId: string | undefined;

  constructor(kind: ApiErrorKind, status: number, error: Omit<ErrorBody['error'], 'requestId'>, requestId?: string) {
    super(error.code);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    this.code = error.code;
    this.facts = error.facts;
    this.fields = error.fields;
    this.text = error.message;
    this.requestId = requestId;
  }
}

/** Every non-GET call carries it. A foreign page cannot add it without asking first, and we never allow that. */
export const OWN_REQUEST_HEADER = 'x-xinglin-request';

/**
 * Carried by what an open page asks by itself, because something changed or time passed. Such a request does not
 * keep a session alive: an unattended screen must still be signed out.
 */
export const BACKGROUND_HEADER = 'x-xinglin-background';

export interface ClientSettings {
  /** Address in front of `/api`; '' when page and server share an address. */
  readonly baseUrl: string;
  /** Called when the session has ended or was never begun, before the error is thrown. */
  readonly onUnauthenticated?: (error: ApiError) => void;
  /** For tests and other runtimes; the browser's own by default. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface CallOptions {
  /** Made here when left out. Keep and repeat it when an answer did not arrive. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** No person asked for this; see `BACKGROUND_HEADER`. */
  readonly background?: boolean;
}

export interface Client {
  /** @throws ApiError for every refusal and when no answer came; DOMException 'AbortError' when aborted. */
  call<Op extends Operation>(operation: Op, input: RequestOf<Op>, options?: CallOptions): Promise<OutputOf<Op>>;
}

/** The typed way from a browser (or any `fetch`) to the operations of the server's contracts. */
export function createClient({ baseUrl, onUnauthenticated, fetch = globalThis.fetch }: ClientSettings): Client {
  return {
    call: async (operation, input, options = {}) => {
      const { url, body } = requestOf(operation, (input ?? {}) as Readonly<Record<string, unknown>>);
      const init: RequestInit = {
        method: operation.method,
        headers: headersOf(operation, body, options),
        credentials: 'same-origin',
        ...(body === undefined ? {} : { body }),
        ...(options.signal ? { signal: options.signal } : {}),
      };
      const response = await send(fetch, `${baseUrl}/api${url}`, init);
      if (response.ok) return (response.status === 204 ? undefined : await answerOf(response)) as never;
      const error = await errorOf(response);
      if (error.kind === 'unauthenticated') onUnauthenticated?.(error);
      throw error;
    },
  };
}

/** `/visits/:visitId/call` with { visitId, room } becomes `/visits/…/call` and a body { room }. */
export function requestOf(
  operation: Pick<Operation, 'path' | 'method'>,
  input: Readonly<Record<string, unknown>>,
): { url: string; body: string | undefined } {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name);
    if (value === undefined || value === '') throw new TypeError(`${operation.path} needs ${name}`);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  if (operation.method === 'POST' || operation.method === 'PUT') {
    return { url: path, body: JSON.stringify(Object.fromEntries(rest)) };
  }
  const query = new URLSearchParams();
  for (const [name, value] of rest) {
    for (const item of Array.isArray(value) ? value : [value]) if (item !== null) query.append(name, String(item));
  }
  return { url: query.size > 0 ? `${path}?${query}` : path, body: undefined };
}

function headersOf(
  operation: Operation,
  body: string | undefined,
  { idempotencyKey, background }: CallOptions,
): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (operation.method !== 'GET') headers[OWN_REQUEST_HEADER] = '1';
  if (operation.kind === 'command' && operation.idempotency !== 'none') {
    headers['idempotency-key'] = idempotencyKey ?? randomKey();
  }
  if (background) headers[BACKGROUND_HEADER] = '1';
  return headers;
}

/** `crypto.randomUUID` is missing in browsers on plain http, which a clinic's local network may be. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function send(fetch: NonNullable<ClientSettings['fetch']>, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw networkError();
  }
}

async function answerOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw networkError();
  }
}

const networkError = () =>
  new ApiError('network', 0, {
    code: 'platform.no-answer',
    message: {
      zh: '网络不通或服务器没有应答，请检查网络后重试',
      en: 'The server did not answer. Check the network and try again.',
    },
    facts: {},
    fields: [],
  });

const kindOfStatus: Readonly<Record<number, ApiErrorKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'invalid',
  415: 'invalid',
  422: 'rule',
  429: 'busy',
  503: 'busy',
};

async function errorOf(response: Response): Promise<ApiError> {
  const kind = kindOfStatus[response.status] ?? 'unexpected';
  const body: unknown = await response.json().catch(() => undefined);
  if (isErrorBody(body)) return new ApiError(kind, response.status, body.error, body.error.requestId);
  return new ApiError(kind, response.status, {
    code: 'platform.unexpected',
    message: { zh: '系统出错，请重试', en: 'Something went wrong. Try again.' },
    facts: { status: response.status },
    fields: [],
  });
}

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof body === 'object' && body !== null && typeof (body as ErrorBody).error?.code === 'string';
