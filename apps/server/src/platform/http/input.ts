import type { Operation } from '@xinglin/kernel/operation';
import { z } from 'zod';

/** Reads the one input object of an operation out of path, query string and body. */
export type ReadInput = (parts: {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}) => unknown;

/**
 * Path parts always win, so that a body cannot name another visit than the address that was checked and logged.
 * A body that is no object is handed on as it is; the shape of the operation refuses it.
 */
export function inputReader(operation: Operation): ReadInput {
  const lists = listFields(operation.input);
  if (operation.method === 'POST' || operation.method === 'PUT') {
    return ({ params, body }) => {
      if (body === undefined || body === null) return { ...(params as object) };
      return typeof body === 'object' && !Array.isArray(body) ? { ...body, ...(params as object) } : body;
    };
  }
  return ({ params, query }) => {
    const input: Record<string, unknown> = { ...(query as object), ...(params as object) };
    // A list of one looks like a single value in a query string.
    for (const name of lists) {
      if (input[name] !== undefined && !Array.isArray(input[name])) input[name] = [input[name]];
    }
    return input;
  };
}

/** Names of the fields of an object shape that hold a list, behind any `optional` and `default`. */
export function listFields(shape: z.ZodType): readonly string[] {
  if (!(shape instanceof z.ZodObject)) return [];
  return Object.entries(shape.shape as Record<string, z.ZodType>)
    .filter(([, field]) => bare(field) instanceof z.ZodArray)
    .map(([name]) => name);
}

function bare(shape: z.ZodType): z.ZodType {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodDefault || shape instanceof z.ZodNullable) {
    return bare(shape.unwrap() as z.ZodType);
  }
  return shape instanceof z.ZodPipe ? bare(shape.in as z.ZodType) : shape;
}
