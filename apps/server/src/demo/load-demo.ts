import { dateAtInstitution, startOfDate } from '@xinglin/kernel/clock';
import type { AppParts } from '../app.ts';
import { readDemoDrugs } from '../modules/catalog/index.ts';
import type { Readiness } from '../platform/http/readiness.ts';
import { readStories } from './knowledge.ts';
import { type HistoryDrug, type HistoryNeeds, playDay } from './load-history.ts';
import { loadHouse, loadShelves } from './load-house.ts';
import { demoResidents, loadResidents } from './load-residents.ts';
import { type DemoStep, finishStep, progressOf, saveProgress } from './progress.ts';
import { DEMO_INSTITUTION, type Stage, stageOf } from './stage.ts';

/** The institution has been at work for so many days when the demo begins. */
const HISTORY_DAYS = 28;
const VISITS_A_DAY = 18;
/** The goods came before the first patient. */
const DAYS_BEFORE = 35;

export interface DemoNeeds {
  readonly parts: AppParts;
  readonly readiness?: Readiness;
  /** Ends the load between two steps; the next start goes on where it stopped. */
  readonly signal: AbortSignal;
}

/** Whether this installation is to have the demo institution: nothing else stands in its place. */
export async function demoIsWanted({ parts }: Pick<DemoNeeds, 'parts'>): Promise<boolean> {
  const { count } = await parts.db.transaction('platform', (tx) =>
    tx.one<{ count: number }>('select count(*) as count from institutions.institution'),
  );
  return count === 0 || (await progressOf(parts.db, 'house')) !== undefined;
}

/**
 * Loads the demo institution by the operations that people use, and goes on where an earlier start was interrupted.
 * The house, its people and its shelves come first; from then on people can work. Residents and weeks of history
 * follow behind them, with visible progress.
 */
export async function loadDemo({ parts, readiness, signal }: DemoNeeds): Promise<void> {
  const { db, clock } = parts;
  const today = dateAtInstitution(clock.now());
  const stage = stageOf(parts, startOfDate(today.subtract({ days: DAYS_BEFORE })).add({ hours: 9 }));
  readiness?.set('demo-base', 'working', 0);
  readiness?.set('demo-history', 'waiting', 0);
  await once(db, 'house', () => loadHouse(stage));
  readiness?.set('demo-base', 'working', 0.5);
  await once(db, 'shelves', () => loadShelves(stage));
  readiness?.set('demo-base', 'done');

  const residents = demoResidents(today.year);
  readiness?.set('demo-history', 'working', 0);
  const days = workingDays(today);
  const all = residents.length + days.length * VISITS_A_DAY;
  const loaded = (await progressOf(db, 'residents'))?.done ?? 0;
  await loadResidents(stage, residents.slice(loaded), async (done) => {
    signal.throwIfAborted();
    readiness?.set('demo-history', 'working', done / all);
    if (done % 50 === 0 || done === residents.length) await saveProgress(db, 'residents', done, residents.length);
  });
  const needs = await historyNeeds(stage, residents);
  const played = (await progressOf(db, 'history'))?.done ?? 0;
  for (const [index, day] of days.entries()) {
    if (index < played) continue;
    signal.throwIfAborted();
    await playDay(stage, needs, day, VISITS_A_DAY);
    await saveProgress(db, 'history', index + 1, days.length);
    readiness?.set('demo-history', 'working', (residents.length + (index + 1) * VISITS_A_DAY) / all);
  }
  readiness?.set('demo-history', 'done');
}

async function once(db: AppParts['db'], step: DemoStep, work: () => Promise<void>): Promise<void> {
  if (await progressOf(db, step)) return;
  await work();
  await finishStep(db, step);
}

/** Monday to Saturday, yesterday last. */
function workingDays(today: Temporal.PlainDate): Temporal.PlainDate[] {
  const days = Array.from({ length: HISTORY_DAYS }, (_, index) => today.subtract({ days: HISTORY_DAYS - index }));
  return days.filter(({ dayOfWeek }) => dayOfWeek !== 7);
}

async function historyNeeds(stage: Stage, residents: HistoryNeeds['residents']): Promise<HistoryNeeds> {
  const uses = new Map(readDemoDrugs().rows.map(({ code, usualUse }) => [code, usualUse]));
  return stage.inHouse(async (tx) => {
    const [departments, drugs] = await Promise.all([
      stage.app.modules.institutions.departments(tx),
      tx.many<{ id: string; code: string }>('select id, code from catalog.drug where institution_id = $1', [
        DEMO_INSTITUTION,
      ]),
    ]);
    return {
      residents,
      stories: readStories().rows,
      departments: new Map(departments.map(({ code, id }) => [code, id])),
      drugs: new Map(
        drugs.flatMap(({ id, code }): [string, HistoryDrug][] => {
          const use = uses.get(code);
          return use ? [[code, { id, use }]] : [];
        }),
      ),
    };
  });
}
