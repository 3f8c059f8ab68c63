import type { ErrorBody } from '@xinglin/kernel/client';
import { DomainError, type ErrorCode, type ErrorKind, type Facts, type FieldIssue } from '@xinglin/kernel/domain-error';
import { fillBlanks, type Messages } from '@xinglin/kernel/messages';
import type { Bilingual } from '@xinglin/kernel/operation';

interface Mapped {
  readonly status: number;
  /** FHIR R4 IssueType code. */
  readonly issue: string;
}

/** The only place that knows both worlds. */
const byKind: Readonly<Record<ErrorKind, Mapped>> = {
  invalid: { status: 400, issue: 'invalid' },
  unauthenticated: { status: 401, issue: 'login' },
  forbidden: { status: 403, issue: 'forbidden' },
  'not-found': { status: 404, issue: 'not-found' },
  conflict: { status: 409, issue: 'conflict' },
  rule: { status: 422, issue: 'business-rule' },
  busy: { status: 503, issue: 'transient' },
};

interface TransportFault extends Mapped {
  readonly code: ErrorCode;
}

/** Faults that Fastify finds before any operation runs, by its own error code. */
const byTransport: Readonly<Record<string, TransportFault>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, issue: 'not-supported', code: 'platform.not-json' },
  FST_ERR_CTP_EMPTY_TYPE: { status: 415, issue: 'not-supported', code: 'platform.not-json' },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, issue: 'too-long', code: 'platform.body-too-large' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, issue: 'structure', code: 'platform.bad-json' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, issue: 'structure', code: 'platform.bad-json' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, issue: 'structure', code: 'platform.bad-json' },
  FST_ERR_BAD_URL: { status: 404, issue: 'not-found', code: 'platform.no-such-address' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, issue: 'not-found', code: 'platform.no-such-address' },
};

/** More requests than allowed. `retryAfterSeconds` becomes the Retry-After header. */
export class TooManyRequests extends Error {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super('too many requests');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody | OperationOutcomeBody;
  readonly code: ErrorCode;
  /** Whether the error is a bug of ours: to be logged in full, told to nobody. */
  readonly isUnexpected: boolean;
  readonly retryAfterSeconds?: number;
}

/** FHIR R4 OperationOutcome, as far as we write it. */
export interface OperationOutcomeBody {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly {
    readonly severity: 'error';
    readonly code: string;
    readonly details: { readonly coding: readonly { readonly code: string }[]; readonly text: string };
    readonly diagnostics?: string;
    readonly expression?: readonly string[];
  }[];
}

/** What the client learns of an error. Anything not expected becomes `platform.unexpected` and says no more. */
export function errorResponse(
  error: unknown,
  { messages, requestId, speaksFhir }: { messages: Messages; requestId: string; speaksFhir: boolean },
): ErrorAnswer {
  const { status, issue, code, facts, fields, isUnexpected } = read(error);
  const retry =
    error instanceof TooManyRequests
      ? { retryAfterSeconds: error.retryAfterSeconds }
      : status === 503
        ? { retryAfterSeconds: 1 }
        : {};
  const message = textOf(messages, code, facts);
  const fieldTexts = fields.map((field) => ({
    path: field.path,
    code: field.code,
    // A field that says the same as the whole has its blanks filled by the same facts.
    message: textOf(messages, field.code, { ...facts, ...field.facts }),
  }));
  const body = speaksFhir
    ? outcome(issue, code, message, fieldTexts, requestId)
    : { error: { code, message, facts, fields: fieldTexts, requestId } };
  return { status, body, code, isUnexpected, ...retry };
}

interface Known extends Mapped {
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly fields: readonly FieldIssue[];
  readonly isUnexpected: boolean;
}

function read(error: unknown): Known {
  if (error instanceof DomainError) {
    const { code, facts, fields } = error;
    return { ...byKind[error.kind], code, facts, fields, isUnexpected: false };
  }
  const plain = { facts: {}, fields: [], isUnexpected: false };
  if (error instanceof TooManyRequests) {
    const facts = { seconds: error.retryAfterSeconds };
    return { ...plain, status: 429, issue: 'throttled', code: 'platform.too-many-requests', facts };
  }
  const fault = byTransport[codeOf(error) ?? ''];
  if (fault) return { ...plain, ...fault };
  return { ...plain, status: 500, issue: 'exception', code: 'platform.unexpected', isUnexpected: true };
}

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;

/** A code without a text is a fault that the test of all messages finds; the person still sees the code. */
function textOf(messages: Messages, code: ErrorCode, facts: Facts): Bilingual {
  const text = messages[code];
  return text ? { zh: fillBlanks(text.zh, facts), en: fillBlanks(text.en, facts) } : { zh: code, en: code };
}

function outcome(
  issue: string,
  code: ErrorCode,
  message: Bilingual,
  fields: readonly { readonly path: string; readonly code: ErrorCode; readonly message: Bilingual }[],
  requestId: string,
): OperationOutcomeBody {
  const entry = (entryCode: ErrorCode, text: Bilingual, path?: string) => ({
    severity: 'error' as const,
    code: issue,
    details: { coding: [{ code: entryCode }], text: `${text.zh} / ${text.en}` },
    diagnostics: requestId,
    ...(path === undefined ? {} : { expression: [path] }),
  });
  const named = fields.filter((field) => field.code !== code || fields.length > 1);
  return {
    resourceType: 'OperationOutcome',
    issue: [entry(code, message), ...named.map((field) => entry(field.code, field.message, field.path))],
  };
}
