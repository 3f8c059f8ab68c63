import { DomainError } from '@xinglin/kernel/domain-error';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#platform/actor';
import type { HeldType } from '../definitions/held-types.ts';
import { patientIdOf } from '../parameters/index-entry.ts';
import type { RecordStore } from '../record.ts';
import { isInCompartment } from '../search/compartment.ts';
import { everythingPage } from '../search/everything.ts';
import type { Handling } from '../search/query.ts';
import type { Match } from '../search/run.ts';
import { type MatchPage, searchPage } from '../search/search.ts';
import { currentRow, type RecordTx } from '../storage/rows.ts';
import { baseUrlOf, type Form, isId, outcomeOf, sendJson } from './answer.ts';
import { bundleText, type Link, outcomeEntry, searchEntry } from './bundle.ts';
import type { journalled } from './journalled.ts';
import { seenBy, type Views } from './views.ts';

type Run = ReturnType<typeof journalled>;

const handlingOf = ({ headers: { prefer } }: FastifyRequest): Handling =>
  /handling\s*=\s*lenient/.test(String(prefer ?? '')) ? 'lenient' : 'strict';

const personsIn = (matches: readonly Match[]): string[] => [
  ...new Set(matches.flatMap(({ resource }) => patientIdOf(resource) ?? [])),
];

/** All entries under which a person stands in the record: what was merged is found under each of them. */
export type EntriesOf = (tx: RecordTx, patientId: string) => Promise<readonly string[]>;

/** What answering a search needs besides the store. */
export interface SearchHouse {
  readonly views: Views;
  readonly entriesOf: EntriesOf;
}

const PERSON_PARAMETERS = new Set(['patient', 'subject']);
/** `id`, `Patient/id`, or the same below our own address. */
const patientIn = (reference: string): string | undefined =>
  /^(?:(?:https?:\/\/[^,]*\/)?Patient\/)?([A-Za-z0-9.-]{1,64})$/.exec(reference)?.[1];

const askedFor = (params: URLSearchParams): string[] =>
  [...params]
    .filter(([name]) => PERSON_PARAMETERS.has(name))
    .flatMap(([, value]) => value.split(',').flatMap((reference) => patientIn(reference) ?? []));

/** The question with every patient it names under all of the entries that stand for the same person. */
async function underAllEntries(tx: RecordTx, params: URLSearchParams, entriesOf: EntriesOf): Promise<URLSearchParams> {
  const wider = new URLSearchParams();
  for (const [name, value] of params) {
    if (!PERSON_PARAMETERS.has(name)) wider.append(name, value);
    else
      wider.append(name, (await Promise.all(value.split(',').map((one) => withMerged(tx, one, entriesOf)))).join(','));
  }
  return wider;
}

async function withMerged(tx: RecordTx, reference: string, entriesOf: EntriesOf): Promise<string> {
  const id = patientIn(reference);
  if (id === undefined) return reference;
  const others = (await entriesOf(tx, id)).filter((entry) => entry !== id);
  return [reference, ...others.map((entry) => `Patient/${entry}`)].join(',');
}

interface Scope {
  readonly type: HeldType;
  /** Set for `Patient/[id]/[type]`. */
  readonly patientId?: string;
}

export const answerSearch =
  (run: Run, parts: RecordStore['parts'], { views, entriesOf }: SearchHouse) =>
  async (request: FastifyRequest, reply: FastifyReply, { type, patientId }: Scope, form: Form) => {
    const asked = patientId === undefined ? askedFor(form.params) : [patientId].filter(isId);
    const page = await run(request, `record.search ${type}`, asked, async (tx, actor) => {
      if (patientId !== undefined) await requirePatient(tx, patientId, type);
      const options = { handling: handlingOf(request), compartment: patientId };
      const params = await underAllEntries(tx, form.params, entriesOf);
      const found = await searchPage(parts, tx, type, params, options);
      const named = patientId === undefined ? [] : [patientId];
      return {
        result: pageSeenBy(views, actor, found),
        persons: [...new Set([...named, ...personsIn([...found.matches, ...found.included])])],
      };
    });
    const base = baseUrlOf(request);
    const address = patientId === undefined ? `${base}/${type}` : `${base}/Patient/${patientId}/${type}`;
    return sendJson(reply, 200, searchSet(base, address, page), form);
  };

const pageSeenBy = <Page extends Pick<MatchPage, 'matches' | 'included'>>(
  views: Views,
  actor: Actor,
  page: Page,
): Page => ({
  ...page,
  matches: page.matches.map((match) => seenBy(views, actor, match)),
  included: page.included.map((match) => seenBy(views, actor, match)),
});

/** Links to further pages carry a sealed token alone, so they always point to the type. */
function searchSet(base: string, address: string, page: MatchPage): string {
  const asked = new URLSearchParams(page.understood.map(([name, value]) => [name, value])).toString();
  const links: Link[] = [{ relation: 'self', url: asked === '' ? address : `${address}?${asked}` }];
  if (page.next !== undefined) links.push({ relation: 'next', url: `${address}?_page=${page.next}` });
  const ignored = page.ignored.map((parameter) => ({ code: 'record.search-unknown' as const, facts: { parameter } }));
  return bundleText({
    type: 'searchset',
    total: page.total,
    links,
    entries: [
      ...page.matches.map((match) => searchEntry(base, match, 'match')),
      ...page.included.map((match) => searchEntry(base, match, 'include')),
      ...(ignored.length === 0 ? [] : [outcomeEntry(outcomeOf('not-supported', 'warning', ignored))]),
    ],
  });
}

async function requirePatient(tx: RecordTx, patientId: string, type: string): Promise<void> {
  if (!isInCompartment(type)) throw new DomainError('invalid', 'record.not-in-compartment', { type });
  const row = await currentRow(tx, { type: 'Patient', id: patientId });
  if (!row || row.content === null) throw new DomainError('not-found', 'record.not-found', { type: 'Patient' });
}

export const answerEverything =
  (run: Run, parts: RecordStore['parts'], { views, entriesOf }: SearchHouse) =>
  async (request: FastifyRequest, reply: FastifyReply, patientId: string, form: Form) => {
    const page = await run(request, 'record.everything Patient', [patientId].filter(isId), async (tx, actor) => {
      await requirePatient(tx, patientId, 'Patient');
      const entries = [...new Set([patientId, ...(await entriesOf(tx, patientId))])];
      const found = await everythingPage(parts, tx, entries, form.params);
      return { result: pageSeenBy(views, actor, found), persons: entries };
    });
    const base = baseUrlOf(request);
    const address = `${base}/Patient/${patientId}/$everything`;
    const asked = form.params.toString();
    const text = bundleText({
      type: 'searchset',
      links: [
        { relation: 'self', url: asked === '' ? address : `${address}?${asked}` },
        ...(page.next === undefined ? [] : [{ relation: 'next' as const, url: `${address}?_page=${page.next}` }]),
      ],
      entries: [
        ...page.matches.map((match) => searchEntry(base, match, 'match')),
        ...page.included.map((match) => searchEntry(base, match, 'include')),
      ],
    });
    return sendJson(reply, 200, text, form);
  };
