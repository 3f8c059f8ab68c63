import type { Tx } from '#platform/transaction';
import type { Demographics } from '../contract.ts';
import { type ComparedPerson, compare, type FactAgreement, type Level, levelOf, scoreOf } from '../core/compare.ts';
import { isExclusive, plainPhone } from '../core/documents.ts';
import { readName } from '../name-reading.ts';
import type { PatientsParts } from '../parts.ts';
import type { StoredDocument } from '../rows/document-rows.ts';
import type { PatientEntry } from '../rows/patient-rows.ts';
import { likelyDuplicateScore, possibleDuplicateScore } from '../settings.ts';

/** A person as the comparison wants it, whether registered or only typed in. */
export interface Described {
  readonly demographics: Pick<Demographics, 'name' | 'sex' | 'bornOnIsEstimate'> & Partial<Demographics>;
  readonly documents: readonly Pick<StoredDocument, 'kind' | 'number'>[];
  readonly motherId: string | undefined;
  readonly temporary?: 'newborn' | 'nameless' | undefined;
}

export interface Likeness {
  readonly patientId: string;
  readonly agreements: readonly FactAgreement[];
  readonly score: number;
  readonly level: Level;
}

/** More people than this share a name or birth date only where the comparison would not help. */
const MOST_COMPARED = 300;

export function comparedPerson({ demographics, documents, motherId, temporary }: Described): ComparedPerson {
  const phoneOf = (phone: string | undefined) => (phone === undefined ? undefined : plainPhone(phone));
  return {
    name: demographics.name,
    temporary,
    sounds: soundsOf(demographics.name),
    sex: demographics.sex,
    bornOn: demographics.bornOn,
    bornOnIsEstimate: demographics.bornOnIsEstimate,
    phone: phoneOf(demographics.phone),
    villageId: demographics.villageId,
    addressDetail: demographics.address?.detail,
    contactName: demographics.contact?.name,
    contactPhone: phoneOf(demographics.contact?.phone),
    motherId,
    documents: documents.filter(({ kind }) => isExclusive(kind)),
  };
}

const soundsOf = (name: string): Set<string> => new Set(readName(name).variants.map((syllables) => syllables.join('')));

export const describeEntry = (entry: PatientEntry, documents: readonly StoredDocument[]): Described => ({
  demographics: entry.demographics,
  documents: documents.filter(({ patientId }) => patientId === entry.id),
  motherId: entry.motherId,
  temporary: entry.temporary,
});

export const likenessOf = async (
  { institutions }: Pick<PatientsParts, 'institutions'>,
  tx: Tx,
  one: Described,
  other: Described,
): Promise<Omit<Likeness, 'patientId'>> => {
  const thresholds = await readThresholds({ institutions }, tx);
  const agreements = compare(comparedPerson(one), comparedPerson(other));
  return { agreements, score: scoreOf(agreements), level: levelOf(agreements, thresholds) };
};

const readThresholds = async ({ institutions }: Pick<PatientsParts, 'institutions'>, tx: Tx) => {
  const [likely, possible] = await Promise.all([
    institutions.setting(tx, likelyDuplicateScore),
    institutions.setting(tx, possibleDuplicateScore),
  ]);
  return { likely, possible };
};

/**
 * People who may be the one described, best first, without the unlikely. An absorbed entry speaks for its survivor,
 * which is named once with its best score.
 * @param except ids that are not proposed (the person itself, people found to be somebody else).
 */
export async function findAlike(
  parts: Pick<PatientsParts, 'rows' | 'merges' | 'institutions'>,
  tx: Tx,
  person: Described,
  except: ReadonlySet<string>,
): Promise<Likeness[]> {
  const wanted = comparedPerson(person);
  const [ids, thresholds] = await Promise.all([
    parts.merges.alike(tx, {
      names: [...new Set([...wanted.sounds, nameKey(person.demographics.name)])],
      bornOn: wanted.bornOn,
      phoneIndexes: [wanted.phone, wanted.contactPhone].flatMap((phone) => parts.rows.phoneIndex(phone) ?? []),
      documentIndexes: wanted.documents.map(({ number }) => parts.rows.documentIndex(number)),
      limit: MOST_COMPARED,
    }),
    readThresholds(parts, tx),
  ]);
  const [entries, documents] = await Promise.all([parts.rows.readMany(tx, ids), parts.rows.documents(tx, ids)]);
  const best = new Map<string, Likeness>();
  for (const entry of entries) {
    const patientId = entry.survivorId ?? entry.id;
    if (except.has(patientId)) continue;
    const agreements = compare(wanted, comparedPerson(describeEntry(entry, documents)));
    const likeness = { patientId, agreements, score: scoreOf(agreements), level: levelOf(agreements, thresholds) };
    if (likeness.level === 'unlikely' || likeness.score <= (best.get(patientId)?.score ?? -Infinity)) continue;
    best.set(patientId, likeness);
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.patientId < b.patientId ? -1 : 1));
}

/** The whole name as a search key. */
const nameKey = (name: string): string => readName(name).units.join('');
