import { type Ask, type Kind, type LookUp, wrongModifier, wrongValue } from './kind.ts';
import { compares, endsOfMatch, NO_BEGINNING, NO_END, type Prefix, type Span, splitPrefix } from './ranges.ts';

/** Milliseconds since 1970 that the stated precision covers: "2026-03" is the whole month. */
export type DateSpan = Span;

export interface DateQuery {
  readonly prefix: Prefix;
  readonly asked: DateSpan;
}

/**
 * Dates without a zone are calendar dates at the institution. A fixed offset keeps parsing cheap; values and
 * questions use the same, so the summer times of 1986 to 1991 move neither against the other.
 */
const ZONE = '+08:00';
const ZONE_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

const SHAPE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** The span of an R4 date, dateTime or instant of any precision; undefined when it is none. */
export function spanOfDate(text: string): DateSpan | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [, year, month, day, minutes, seconds, fraction, zone] = match;
  if (month === undefined) return between(`${year}-01-01`, `${String(Number(year) + 1).padStart(4, '0')}-01-01`);
  if (day === undefined) return between(`${year}-${month}-01`, nextMonth(Number(year), Number(month)));
  if (minutes === undefined) {
    const from = Date.parse(`${text}T00:00:00${ZONE}`);
    return Number.isNaN(from) ? undefined : { from, to: from + DAY_MS };
  }
  // A leap second is read as the last second of its minute, which JavaScript can express.
  const second = seconds === '60' ? '59' : (seconds ?? '00');
  const millis = (fraction ?? '').slice(0, 3).padEnd(3, '0');
  const from = Date.parse(`${year}-${month}-${day}T${minutes}:${second}.${millis}${zone ?? ZONE}`);
  if (Number.isNaN(from)) return undefined;
  return { from, to: from + (seconds === undefined ? 60_000 : fraction === undefined ? 1_000 : 1) };
}

function between(first: string, next: string): DateSpan | undefined {
  const from = Date.parse(`${first}T00:00:00${ZONE}`);
  const to = Date.parse(`${next}T00:00:00${ZONE}`);
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from, to };
}

const nextMonth = (year: number, month: number): string =>
  month === 12
    ? `${String(year + 1).padStart(4, '0')}-01-01`
    : `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}-01`;

interface Period {
  readonly start?: unknown;
  readonly end?: unknown;
}

function spanOfPeriod({ start, end }: Period): DateSpan[] {
  const first = typeof start === 'string' ? spanOfDate(start) : undefined;
  const last = typeof end === 'string' ? spanOfDate(end) : undefined;
  if (!first && !last) return [];
  const from = first?.from ?? NO_BEGINNING;
  // A period that ends before it starts is a slip of the pen; its start is what can be relied on.
  const to = last && last.to > from ? last.to : (last && first?.to) || NO_END;
  return [{ from, to }];
}

interface Timing {
  readonly event?: readonly unknown[];
  readonly repeat?: { readonly boundsPeriod?: Period };
}

/** A schedule counts as the time from its first to its last moment. */
function spanOfTiming({ event, repeat }: Timing): DateSpan[] {
  const events = (event ?? []).flatMap((text) => (typeof text === 'string' ? (spanOfDate(text) ?? []) : []));
  const bounds = repeat?.boundsPeriod ? spanOfPeriod(repeat.boundsPeriod) : [];
  const all = [...events, ...bounds];
  if (all.length === 0) return [];
  return [{ from: Math.min(...all.map(({ from }) => from)), to: Math.max(...all.map(({ to }) => to)) }];
}

/** Years outside are one bucket each, so that an open range has an end. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

/** Calendar day at the institution. */
const calendar = (ms: number): { year: number; month: number; day: number } => {
  if (ms <= NO_BEGINNING) return { year: FIRST_YEAR - 1, month: 1, day: 1 };
  if (ms >= NO_END - 1) return { year: LAST_YEAR + 1, month: 1, day: 1 };
  const date = new Date(ms + ZONE_MS);
  const year = Math.min(Math.max(date.getUTCFullYear(), FIRST_YEAR - 1), LAST_YEAR + 1);
  return { year, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};

const bucketsOf = (ms: number): string[] => {
  const { year, month, day } = calendar(ms);
  return [`${year}`, `${year}-${month}`, `${year}-${month}-${day}`];
};

/** Year, month and day of the beginning, and of the end when that is another day. */
function keys({ from, to }: DateSpan): readonly string[] {
  const begin = bucketsOf(from);
  const end = bucketsOf(to - 1);
  const first = begin.map((bucket) => `b${bucket}`);
  return begin[2] === end[2] ? first : [...first, ...end.map((bucket) => `e${bucket}`)];
}

/** The fewest years, months and days that cover a span; a matching end lies in one of them. */
export function coverDates({ from, to }: Span): string[] {
  const first = calendar(from);
  const last = calendar(to - 1);
  const found: string[] = [];
  for (let year = first.year; year <= last.year; year++) {
    const isFirst = year === first.year;
    const isLast = year === last.year;
    const lowMonth = isFirst ? first.month : 1;
    const highMonth = isLast ? last.month : 12;
    const startsWhole = !isFirst || (first.month === 1 && first.day === 1);
    const endsWhole = !isLast || (last.month === 12 && last.day === 31);
    if ((startsWhole && endsWhole) || year < FIRST_YEAR || year > LAST_YEAR) found.push(`${year}`);
    else {
      for (let month = lowMonth; month <= highMonth; month++) {
        const lowDay = isFirst && month === first.month ? first.day : 1;
        const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
        const highDay = isLast && month === last.month ? last.day : length;
        if (lowDay === 1 && highDay === length) found.push(`${year}-${month}`);
        else for (let day = lowDay; day <= highDay; day++) found.push(`${year}-${month}-${day}`);
      }
    }
  }
  return found;
}

function lookUp({ prefix, asked }: DateQuery): LookUp | undefined {
  const { lower, upper } = endsOfMatch(prefix, asked);
  if (lower) return { anyOf: coverDates(lower).map((bucket) => [`b${bucket}`]), exact: false };
  // A value that lies within one day has only its beginning stored.
  if (upper) return { anyOf: coverDates(upper).flatMap((bucket) => [[`e${bucket}`], [`b${bucket}`]]), exact: false };
  return undefined;
}

function parse(text: string, ask: Ask): DateQuery {
  if (ask.modifier !== undefined) throw wrongModifier(ask);
  // A plus sign that was not percent-encoded arrives as a space.
  const { prefix, rest } = splitPrefix(text.replace(' ', '+'));
  const asked = spanOfDate(rest);
  if (!asked) throw wrongValue(ask.code);
  if (prefix !== 'ap') return { prefix, asked };
  // R4 recommends 10 % of the time between now and the date.
  const slack = Math.round(Math.abs(ask.nowMs - asked.from) / 10);
  return { prefix, asked: { from: asked.from - slack, to: asked.to + slack } };
}

function read(raw: unknown): readonly DateSpan[] {
  if (typeof raw === 'string') {
    const span = spanOfDate(raw);
    return span ? [span] : [];
  }
  if (typeof raw !== 'object' || raw === null) return [];
  if ('start' in raw || 'end' in raw) return spanOfPeriod(raw as Period);
  return 'event' in raw || 'repeat' in raw ? spanOfTiming(raw as Timing) : [];
}

/** R4 search type "date". */
export const dateKind: Kind<DateSpan, DateQuery> = {
  read,
  keys,
  parse,
  lookUp,
  matches: (span, { prefix, asked }) => compares(span, prefix, asked),
};
