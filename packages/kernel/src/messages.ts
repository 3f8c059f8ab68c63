import type { Bilingual } from './operation.ts';

/** Texts of error codes by code, with `{name}` blanks filled from the error's facts. */
export type Messages = Readonly<Record<`${string}.${string}`, Bilingual>>;

/** Fills the `{name}` blanks of a text; a blank without a value stays visible, so that it is noticed. */
export const fillBlanks = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (blank, name: string) => (name in values ? String(values[name]) : blank));
