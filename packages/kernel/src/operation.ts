import type { z } from 'zod';

/** Two languages; both are required, so that neither can be forgotten. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * One thing the system can do, written once in a module's `contract.ts`. From it come the HTTP route, the OpenAPI
 * description, the typed browser client, the permission check, the audit entry and the idempotency rule.
 *
 * - `path` is below `/api`; `:name` parts, the query string (GET, DELETE) or the JSON body (POST, PUT) together
 *   form the one input object.
 * - `permission` is a key of `knowledge/access/*.json`, or 'signed-in' (any account) or 'public' (no sign-in).
 * - `person` tells the audit journal whose data is touched: reads it from input and output. Operations on no
 *   person's data say 'none'; there is no default, so it cannot be forgotten.
 * - A command needs an `Idempotency-Key` header unless `idempotency` is 'none'.
 */
export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly name: `${string}.${string}`;
  readonly kind: 'command' | 'query';
  readonly method: HttpMethod;
  readonly path: `/${string}`;
  readonly permission: `${string}.${string}` | 'signed-in' | 'public';
  readonly summary: Bilingual;
  readonly input: Input;
  readonly output: Output;
  readonly person:
    | 'none'
    | ((input: z.output<Input>, output: z.output<Output>) => string | readonly string[] | undefined);
  readonly idempotency?: 'none';
}

export const command = <Input extends z.ZodType, Output extends z.ZodType>(
  operation: Omit<Operation<Input, Output>, 'kind'>,
): Operation<Input, Output> => ({ ...operation, kind: 'command' });

export const query = <Input extends z.ZodType, Output extends z.ZodType>(
  operation: Omit<Operation<Input, Output>, 'kind' | 'method'>,
): Operation<Input, Output> => ({ ...operation, kind: 'query', method: 'GET' });

/**
 * A query whose input is personal (a name, an identity number) or a list: sent as a body, because addresses end up in
 * logs and histories. Changes nothing.
 */
export const queryByBody = <Input extends z.ZodType, Output extends z.ZodType>(
  operation: Omit<Operation<Input, Output>, 'kind' | 'method'>,
): Operation<Input, Output> => ({ ...query(operation), method: 'POST' });

export type InputOf<Op> = Op extends Operation<infer Input, z.ZodType> ? z.output<Input> : never;
/** What a caller may send: before defaults and trimming. */
export type RequestOf<Op> = Op extends Operation<infer Input, z.ZodType> ? z.input<Input> : never;
export type OutputOf<Op> = Op extends Operation<z.ZodType, infer Output> ? z.output<Output> : never;

/** News from a module to whoever stands above it. `name` is `module.what-happened`, in the past tense. */
export interface EventType<Payload extends z.ZodType = z.ZodType> {
  readonly name: `${string}.${string}`;
  readonly payload: Payload;
}
export const eventType = <Payload extends z.ZodType>(
  name: EventType['name'],
  payload: Payload,
): EventType<Payload> => ({
  name,
  payload,
});
export type PayloadOf<E> = E extends EventType<infer Payload> ? z.output<Payload> : never;
