import { DomainError } from '@xinglin/kernel/domain-error';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HeldType } from '../definitions/held-types.ts';
import { patientIdOf } from '../parameters/index-entry.ts';
import type { RecordStore } from '../record.ts';
import { isInCompartment } from '../search/compartment.ts';
import { everythingPage } from '../search/everything.ts';
import type { Handling } from '../search/query.ts';
import type { Match } from '../search/run.ts';
import { type MatchPage, searchPage } from '../search/search.ts';
import { currentRow, type RecordTx } from '../storage/rows.ts';
import { baseUrlOf, type Form, outcomeOf, sendJson } from './answer.ts';
import { bundleText, type Link, outcomeEntry, searchEntry } from './bundle.ts';
import type { journalled } from './journalled.ts';

type Run = ReturnType<typeof journalled>;

const handlingOf = ({ headers: { prefer } }: FastifyRequest): Handling =>
  /handling\s*=\s*lenient/.test(String(prefer ?? '')) ? 'lenient' : 'strict';

const personsIn = (matches: readonly Match[]): string[] => [
  ...new Set(matches.flatMap(({ resource }) => patientIdOf(resource) ?? [])),
];

interface Scope {
  readonly type: HeldType;
  /** Set for `Patient/[id]/[type]`. */
  readonly patientId?: string;
}

export const answerSearch =
  (run: Run, parts: RecordStore['parts']) =>
  async (request: FastifyRequest, reply: FastifyReply, { type, patientId }: Scope, form: Form) => {
    const page = await run(request, `record.search ${type}`, async (tx) => {
      if (patientId !== undefined) await requirePatient(tx, patientId, type);
      const options = { handling: handlingOf(request), compartment: patientId };
      const found = await searchPage(parts, tx, type, form.params, options);
      const asked = patientId === undefined ? [] : [patientId];
      return { result: found, persons: [...new Set([...asked, ...personsIn([...found.matches, ...found.included])])] };
    });
    const base = baseUrlOf(request);
    const address = patientId === undefined ? `${base}/${type}` : `${base}/Patient/${patientId}/${type}`;
    return sendJson(reply, 200, searchSet(base, address, page), form);
  };

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
  (run: Run, parts: RecordStore['parts']) =>
  async (request: FastifyRequest, reply: FastifyReply, patientId: string, form: Form) => {
    const page = await run(request, 'record.everything Patient', async (tx) => {
      await requirePatient(tx, patientId, 'Patient');
      const found = await everythingPage(parts, tx, patientId, form.params);
      return { result: found, persons: [patientId] };
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
