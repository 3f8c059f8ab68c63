import { type Ask, type Facet, type Kind, splitEscaped, unescaped, wrongModifier, wrongValue } from './kind.ts';

/** A code with the system it comes from. */
export interface Token {
  readonly system: string | undefined;
  readonly code: string | undefined;
}

/** `system` undefined: any system; '' : no system. `code` undefined: any code of the system. */
export interface TokenQuery {
  readonly system: string | undefined;
  readonly code: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function read(raw: unknown, { leaf, system }: Facet): readonly Token[] {
  if (typeof raw !== 'object') return [{ system, code: String(raw) }];
  const value = raw as Json;
  switch (leaf) {
    case 'CodeableConcept':
      return Array.isArray(value.coding) ? value.coding.map((coding: Json) => tokenOf(coding, 'code')) : [];
    case 'Coding':
      return [tokenOf(value, 'code')];
    case 'Identifier':
    case 'ContactPoint':
      return [tokenOf(value, 'value')];
    default:
      return [];
  }
}

const tokenOf = (value: Json, property: 'code' | 'value'): Token => ({
  system: text(value.system),
  code: text(value[property]),
});

/** A bare code has one system for all, so the code alone says everything. */
const keys = ({ system, code }: Token, facet: Facet): readonly string[] => {
  if (code === undefined) return [];
  return facet.system === undefined && system !== undefined ? [`=${code}`, `|${system}|${code}`] : [`=${code}`];
};

function parse(value: string, ask: Ask): TokenQuery {
  // `not` is answered by the criterion as a whole.
  if (ask.modifier !== undefined && ask.modifier !== 'not') throw wrongModifier(ask);
  const parts = splitEscaped(value, '|').map(unescaped);
  if (parts.length > 2 || value === '' || value === '|') throw wrongValue(ask.code);
  const [first = '', second] = parts;
  if (second === undefined) return { system: undefined, code: first };
  return { system: first, code: second === '' ? undefined : second };
}

function lookUp({ system, code }: TokenQuery, facet: Facet) {
  if (code === undefined) return undefined;
  if (system === undefined) return { anyOf: [[`=${code}`]], exact: true };
  if (facet.system !== undefined) {
    return system === facet.system ? { anyOf: [[`=${code}`]], exact: true } : { anyOf: [], exact: true };
  }
  return system === '' ? { anyOf: [[`=${code}`]], exact: false } : { anyOf: [[`|${system}|${code}`]], exact: true };
}

const matches = (token: Token, query: TokenQuery): boolean =>
  (query.code === undefined || query.code === token.code) &&
  (query.system === undefined || query.system === (token.system ?? ''));

/** R4 search type "token": codes, identifiers, contact points, flags. Compared exactly. */
export const tokenKind: Kind<Token, TokenQuery> = { read, keys, parse, lookUp, matches };
