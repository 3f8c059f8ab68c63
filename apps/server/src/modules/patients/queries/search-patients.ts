import { readResidentId } from '@xinglin/kernel/resident-id';
import type { Handler } from '#platform/operations';
import { searchForm } from '#platform/pinyin';
import type { recentPatients, SearchHit, searchPatients } from '../contract.ts';
import { readSearchText } from '../core/search-text.ts';
import type { PatientsParts } from '../parts.ts';
import { summaryOf } from '../rows/summary-rows.ts';

const widen = (number: string): string | undefined => {
  const read = readResidentId(number);
  return read.ok ? read.number : undefined;
};

type Found = Pick<SearchHit, 'matched' | 'closeness' | 'formerName'> & { readonly id: string };

/** Numbers first: whoever typed a whole number means that person; then names, best match first. */
export const searchPatientsHandler =
  (parts: PatientsParts): Handler<typeof searchPatients> =>
  async (tx, { text, limit }, { now }) => {
    const meaning = readSearchText(text, searchForm, widen);
    const wantsNumber =
      meaning.numbers.length > 0 || meaning.phone !== undefined || meaning.patientNumber !== undefined;
    const [byNumber, byName] = await Promise.all([
      wantsNumber ? parts.searching.byNumber(tx, meaning, limit + 1) : [],
      meaning.nameForm === undefined ? [] : parts.searching.byName(tx, meaning.nameForm, limit + 1),
    ]);
    const found = new Map<string, Found>();
    for (const { survivorId, matched } of byNumber) {
      if (!found.has(survivorId)) found.set(survivorId, { id: survivorId, matched, closeness: 'exact' });
    }
    for (const { survivorId, matchedId, matchedName, kind, closeness } of byName) {
      if (found.has(survivorId)) continue;
      const former = survivorId === matchedId ? {} : { formerName: matchedName };
      found.set(survivorId, { id: survivorId, matched: kind, closeness, ...former });
    }
    const shown = [...found.values()].slice(0, limit);
    const listed = await parts.summaries.list(
      tx,
      shown.map(({ id }) => id),
    );
    const hits = listed.map((entry, index) => ({ ...summaryOf(entry, now), ...(shown[index] as Found), id: entry.id }));
    return { hits, more: found.size > limit };
  };

export const recentPatientsHandler =
  (parts: PatientsParts): Handler<typeof recentPatients> =>
  async (tx, { limit }, { now }) => {
    const entries = await parts.summaries.list(tx, await parts.searching.recent(tx, limit));
    return { patients: entries.map((entry) => summaryOf(entry, now)) };
  };
