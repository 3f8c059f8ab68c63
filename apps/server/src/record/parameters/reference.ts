import { type Ask, type Facet, type Kind, unescaped, wrongModifier, wrongValue } from './kind.ts';

/** "Type/id" without a version, or an absolute URL. */
export type ReferenceValue = string;

/** Any of these references. */
export interface ReferenceQuery {
  readonly anyOf: readonly string[];
}

const RELATIVE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** Reads a relative reference; undefined for fragments, URLs and names of other kinds. */
export function relativeReference(reference: string): { readonly type: string; readonly id: string } | undefined {
  const match = RELATIVE.exec(reference);
  return match?.[1] && match[2] ? { type: match[1], id: match[2] } : undefined;
}

/** Fragments (`#med1`) point inside the resource and are no value of a search. */
function read(raw: unknown, facet: Facet): readonly ReferenceValue[] {
  const reference =
    facet.leaf === 'Reference'
      ? (raw as { readonly reference?: unknown }).reference
      : facet.leaf === 'Attachment'
        ? undefined
        : raw;
  if (typeof reference !== 'string' || reference.startsWith('#')) return [];
  const relative = relativeReference(reference);
  return [relative ? `${relative.type}/${relative.id}` : reference];
}

const keys = (reference: ReferenceValue): readonly string[] => [`>${reference}`];

function parse(value: string, ask: Ask): ReferenceQuery {
  const asked = unescaped(value);
  const { modifier, targets } = ask;
  if (modifier !== undefined && !/^[A-Z]/.test(modifier)) throw wrongModifier(ask);
  if (modifier !== undefined && targets && !targets.includes(modifier)) throw wrongModifier(ask);
  if (asked === '') throw wrongValue(ask.code);
  const relative = relativeReference(asked);
  if (relative) {
    if (modifier !== undefined && modifier !== relative.type) throw wrongValue(ask.code);
    if (targets && !targets.includes(relative.type)) throw wrongValue(ask.code);
    return { anyOf: [`${relative.type}/${relative.id}`] };
  }
  if (!ID.test(asked)) return { anyOf: [asked] };
  if (modifier !== undefined) return { anyOf: [`${modifier}/${asked}`] };
  if (!targets) throw wrongValue(ask.code);
  return { anyOf: targets.map((type) => `${type}/${asked}`) };
}

/** R4 search type "reference". An identifier without a type means any type the parameter may point to. */
export const referenceKind: Kind<ReferenceValue, ReferenceQuery> = {
  read,
  keys,
  parse,
  lookUp: ({ anyOf }) => ({ anyOf: anyOf.map((reference) => [`>${reference}`]), exact: true }),
  matches: (reference, { anyOf }) => anyOf.includes(reference),
};
