/** How a setting is filled in, read from the JSON Schema its shape is published as. */
export type Field =
  | { readonly kind: 'number'; readonly whole: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'text'; readonly pattern?: string }
  | { readonly kind: 'list'; readonly of: Field; readonly min?: number; readonly max?: number }
  | { readonly kind: 'group'; readonly fields: readonly (readonly [string, Field])[] }
  /** A shape this screen has no fields for: written as JSON. */
  | { readonly kind: 'json' };

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

export function fieldOf(schema: unknown): Field {
  if (!isSchema(schema)) return { kind: 'json' };
  if (Array.isArray(schema.enum) && schema.enum.every((one) => typeof one === 'string'))
    return { kind: 'choice', choices: schema.enum };
  if (Array.isArray(schema.anyOf)) {
    const real = schema.anyOf.filter((one) => isSchema(one) && one.type !== 'null');
    return real.length === 1 ? fieldOf(real[0]) : { kind: 'json' };
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return { kind: 'number', whole: schema.type === 'integer', ...bounds(schema.minimum, schema.maximum) };
    case 'boolean':
      return { kind: 'switch' };
    case 'string':
      return { kind: 'text', ...(typeof schema.pattern === 'string' ? { pattern: schema.pattern } : {}) };
    case 'array':
      return listOf(schema);
    case 'object':
      return groupOf(schema);
    default:
      return { kind: 'json' };
  }
}

function listOf(schema: Schema): Field {
  const of = fieldOf(schema.items);
  if (of.kind !== 'number' && of.kind !== 'choice' && of.kind !== 'text') return { kind: 'json' };
  return { kind: 'list', of, ...bounds(schema.minItems, schema.maxItems) };
}

function groupOf(schema: Schema): Field {
  if (!isSchema(schema.properties)) return { kind: 'json' };
  const fields = Object.entries(schema.properties).map(([key, part]) => [key, fieldOf(part)] as const);
  return fields.some(([, field]) => field.kind === 'json') ? { kind: 'json' } : { kind: 'group', fields };
}

/** Limits beyond what numbers can hold are none that a person needs to read. */
function bounds(min: unknown, max: unknown): { min?: number; max?: number } {
  const real = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 1e15;
  return { ...(real(min) ? { min } : {}), ...(real(max) ? { max } : {}) };
}

/** Whether a value fits its field, so that the button rests until it does. The server has the last word. */
export function fits(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (!field.whole || Number.isInteger(value)) &&
        value >= (field.min ?? Number.NEGATIVE_INFINITY) &&
        value <= (field.max ?? Number.POSITIVE_INFINITY)
      );
    case 'switch':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value);
    case 'text':
      return typeof value === 'string' && (field.pattern === undefined || new RegExp(field.pattern, 'u').test(value));
    case 'list':
      return (
        Array.isArray(value) &&
        value.length >= (field.min ?? 0) &&
        value.length <= (field.max ?? Number.POSITIVE_INFINITY) &&
        value.every((one) => fits(field.of, one))
      );
    case 'group':
      return isSchema(value) && field.fields.every(([key, part]) => fits(part, value[key]));
    case 'json':
      return value !== undefined;
  }
}

/** The part of a key that says whose setting it is: "stock" of "stock.expiry-warning-months". */
export const ownerOf = (key: string): string => key.split('.')[0] ?? key;

/** What guards the doors is decided by the security administrator, the rest by the system administrator. */
export const isSecurity = (key: string): boolean => ownerOf(key) === 'sign-in';
