/** Routes and frequencies by code, as knowledge lists them. */

/** `times` doses in every `perDays` days. */
export interface DoseFrequency {
  readonly times: number;
  readonly perDays: number;
}

export interface FrequencyCode {
  readonly code: string;
  readonly zh: string;
  readonly use: 'repeated' | 'single' | 'single-as-needed' | 'as-needed' | 'modifier' | 'command';
  readonly times: number | null;
  readonly perDays: number | null;
}
export interface RouteCode {
  readonly code: string;
  readonly zh: string;
  readonly group: string;
  readonly wst364: string;
}
export interface UsageCodes {
  readonly frequencies: ReadonlyMap<string, FrequencyCode>;
  readonly routes: ReadonlyMap<string, RouteCode>;
}

/** How a line is taken: for counting a course, and for judging a day. */
export interface Usage {
  /** Doses over the whole course; a single dose is one in all its days. */
  readonly course: DoseFrequency;
  readonly daily: DoseFrequency;
  readonly route: RouteCode;
  readonly frequency: FrequencyCode;
}

export type UsageFault = 'unknown-route' | 'unknown-frequency' | 'max-times-needed';

/** @returns a fault when the codes cannot stand on a prescription, or the number of doses in a day is not fixed. */
export function usageOf(
  codes: UsageCodes,
  asked: {
    readonly route: string;
    readonly frequency: string;
    readonly maxTimesPerDay?: number | undefined;
    readonly days: number;
  },
): Usage | UsageFault {
  const route = codes.routes.get(asked.route);
  const frequency = codes.frequencies.get(asked.frequency);
  if (!route || route.group === 'herb-line') return 'unknown-route';
  if (!frequency || frequency.use === 'modifier' || frequency.use === 'command') return 'unknown-frequency';
  if (frequency.use === 'single' || frequency.use === 'single-as-needed') {
    return { route, frequency, course: { times: 1, perDays: asked.days }, daily: { times: 1, perDays: 1 } };
  }
  const daily =
    frequency.times !== null && frequency.perDays !== null
      ? { times: frequency.times, perDays: frequency.perDays }
      : asked.maxTimesPerDay !== undefined && { times: asked.maxTimesPerDay, perDays: 1 };
  return daily ? { route, frequency, course: daily, daily } : 'max-times-needed';
}

/** Doses on a day on which the drug is taken. */
export const dosesOnADay = ({ times, perDays }: DoseFrequency): number => Math.ceil(times / perDays);
