import { DomainError, type ErrorCode, type FieldIssue } from '@xinglin/kernel/domain-error';
import type { InputOf, Operation } from '@xinglin/kernel/operation';
import type { z } from 'zod';

/** @throws DomainError 'invalid' that names every wrong field at once. */
export function parseInput<Op extends Operation>(operation: Op, body: unknown): InputOf<Op> {
  const result = operation.input.safeParse(body ?? {});
  const issues = result.success ? unstorable(result.data) : result.error.issues.flatMap(fieldIssues);
  if (result.success && issues.length === 0) return result.data as InputOf<Op>;
  throw new DomainError('invalid', 'platform.invalid-input', {}, issues);
}

/** What a client calls its fields is repeated to it, within reason. */
const MAX_NAME = 60;

/** A shape that names no message of its own falls back to one by the kind of fault. */
function fieldIssues(issue: z.core.$ZodIssue): FieldIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key.slice(0, MAX_NAME)].join('.'),
      code: 'input.unknown-field',
    }));
  }
  const path = issue.path.join('.');
  const own = /^[a-z-]+(\.[a-z0-9-]+)+$/.test(issue.message) ? (issue.message as ErrorCode) : undefined;
  // The message of a number shape is about its type; zod gives it to the limits of the shape as well.
  const limit = own === undefined || own === 'input.number' ? numberLimit(issue) : undefined;
  return [{ path, ...(limit ?? { code: own ?? defaultCode(issue) }) }];
}

function numberLimit(issue: z.core.$ZodIssue): Pick<FieldIssue, 'code' | 'facts'> | undefined {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined;
  if (issue.origin !== 'number' && issue.origin !== 'int') return undefined;
  return issue.code === 'too_small'
    ? { code: 'input.at-least', facts: { limit: String(issue.minimum) } }
    : { code: 'input.at-most', facts: { limit: String(issue.maximum) } };
}

function defaultCode(issue: z.core.$ZodIssue): ErrorCode {
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'input.required';
  if (issue.code === 'too_small' && Number(issue.minimum) === 1) return 'input.required';
  if (issue.code === 'too_big') return 'input.too-long';
  const byKind: Partial<Record<typeof issue.code, ErrorCode>> = {
    invalid_type: 'input.type',
    invalid_value: 'input.choice',
    too_small: 'input.too-small',
  };
  return byKind[issue.code] ?? 'input.invalid';
}

/**
 * Texts that PostgreSQL does not keep as they came: it refuses U+0000, and half a surrogate pair would be replaced.
 * Walked with a stack of its own, because a field of any JSON may be deeper than ours.
 */
function unstorable(input: unknown): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value: input, path: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && !isStorable(value)) issues.push({ path, code: 'input.characters' });
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const innerPath = path === '' ? key : `${path}.${key}`;
      if (!isStorable(key)) issues.push({ path, code: 'input.characters' });
      waiting.push({ value: inner, path: innerPath });
    }
  }
  return issues;
}

const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
