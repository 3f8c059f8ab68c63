import pg from 'pg';

const { builtins } = pg.types;

/**
 * How PostgreSQL values reach the code: int8 as a safe number, numeric as plain decimal text, timestamptz as
 * ISO 8601 UTC text, date as YYYY-MM-DD text, json parsed. Moments and dates stay text until a rule needs Temporal,
 * because most of them only travel through.
 */
function safeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 beyond 2^53: ${text}`);
  return value;
}

/** Connections run in UTC, so the text always ends in +00. */
const instantText = (text: string): string => text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z');

const TIMESTAMPTZ_ARRAY = 1185;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;
const arrayOf = (read: (text: string) => unknown) => (text: string) =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : read(item.replaceAll('"', ''))));

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, safeNumber],
  [builtins.NUMERIC, (text) => text],
  [builtins.TIMESTAMPTZ, instantText],
  [builtins.DATE, (text) => text],
  [INT8_ARRAY, arrayOf(safeNumber)],
  [TIMESTAMPTZ_ARRAY, arrayOf(instantText)],
  [DATE_ARRAY, arrayOf((text) => text)],
]);

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text')) as never,
};
