import { type Kind, unescaped, wrongModifier, wrongValue } from './kind.ts';

/** R4 search type "uri": compared exactly. */
export const uriKind: Kind<string, string> = {
  read: (raw) => (typeof raw === 'string' ? [raw] : []),
  keys: (uri) => [`=${uri}`],
  parse: (value, ask) => {
    if (ask.modifier !== undefined) throw wrongModifier(ask);
    if (value === '') throw wrongValue(ask.code);
    return unescaped(value);
  },
  lookUp: (uri) => ({ anyOf: [[`=${uri}`]], exact: true }),
  matches: (uri, asked) => uri === asked,
};
