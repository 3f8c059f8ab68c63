import { DomainError } from '@xinglin/kernel/domain-error';
import type { Context } from '#platform/actor';
import type { Reader } from '#platform/live/remembered';
import type { Tx } from '#platform/transaction';
import { allergyList, requireGroup } from './commands/allergies.ts';
import { factsNow, writeFacts } from './commands/facts.ts';
import type { PatientSummary } from './contract.ts';
import { type AllergyList, type FactKind, factContent } from './health/contract.ts';
import type { PatientsNeeds } from './needs.ts';
import { partsOf } from './parts.ts';
import { conditionsOf, factsOf, type PatientFacts } from './queries/facts-of.ts';
import { patientsRoutes } from './routes.ts';
import type { ListedEntry, StandingEntry } from './rows/summary-rows.ts';
import { summaryOf } from './rows/summary-rows.ts';

/** A person as other modules see one: who it is, opened where printing needs it. Always the entry that stands. */
export interface Person {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly sex: StandingEntry['demographics']['sex'];
  readonly bornOn: string | undefined;
  readonly bornAt: string | undefined;
  readonly bornOnIsEstimate: boolean;
  readonly deceasedOn: string | undefined;
  readonly ethnicity: string | undefined;
  /** Region, village and house number: for printing, not for lists. */
  readonly addressText: string | undefined;
  readonly phone: string | undefined;
  readonly villageName: string | undefined;
  readonly temporary: boolean;
}

/** Other modules may still hold the id of an entry that was merged; everything here answers for the survivor. */
export interface Patients {
  /** The person that stands for this id; undefined when there is none. */
  get(tx: Tx, id: string): Promise<Person | undefined>;
  /** @throws DomainError 'not-found' patients.not-found. */
  require(tx: Tx, id: string): Promise<Person>;
  /** By the ids asked for; unknown ids are missing from the map. */
  people(tx: Tx, ids: readonly string[]): Promise<Map<string, Person>>;
  /** As lists show people: masked. By the ids asked for. */
  summaries(tx: Tx, ids: readonly string[], now: Temporal.Instant): Promise<Map<string, PatientSummary>>;
  /** The entry that stands for this id; the id itself when it was never merged. @throws patients.not-found. */
  resolve(tx: Tx, id: string): Promise<string>;
  /** The survivor and every entry merged into it: what to ask for when reading a person's rows. */
  entriesOf(tx: Tx, id: string): Promise<readonly string[]>;
  /** As `entriesOf` from memory, for reading the record: an id that is no entry of ours stands for itself. */
  knownEntriesOf(tx: Reader, id: string): Promise<readonly string[]>;
  allergiesOf(tx: Tx, id: string): Promise<AllergyList>;
  factsOf(tx: Tx, id: string, now: Temporal.Instant): Promise<PatientFacts>;
  longTermConditionsOf(tx: Tx, id: string): Promise<readonly { readonly code: string; readonly display: string }[]>;
  /**
   * Notes a fact seen during a visit. `value` as in the contract: a decimal text with `unit` for weight (kg), height
   * (cm) and creatinine (umol/L), otherwise the whole value and no unit.
   * @throws DomainError 'invalid' when kind, value and unit do not fit.
   */
  recordFact(
    tx: Tx,
    patientId: string,
    kind: FactKind,
    value: unknown,
    unit: string | undefined,
    at: Temporal.Instant,
    context: Context,
  ): Promise<void>;
  /** The person came: recent people are found first. */
  noteVisit(tx: Tx, patientId: string, at: Temporal.Instant): Promise<void>;
}

export function createPatients(
  needs: PatientsNeeds,
): Patients & { readonly routes: ReturnType<typeof patientsRoutes> } {
  const parts = partsOf(needs);

  const listed = async (tx: Tx, ids: readonly string[]): Promise<Map<string, ListedEntry>> => {
    const unique = [...new Set(ids)];
    const entries = await parts.rows.readMany(tx, unique);
    const survivorOf = new Map(entries.map(({ id, survivorId }) => [id, survivorId ?? id]));
    const shown = await parts.summaries.list(tx, [...new Set(survivorOf.values())]);
    const byId = new Map(shown.map((entry) => [entry.id, entry]));
    return new Map(
      [...survivorOf].flatMap(([id, survivorId]) => {
        const entry = byId.get(survivorId);
        return entry ? [[id, entry] as const] : [];
      }),
    );
  };
  const people: Patients['people'] = async (tx, ids) =>
    new Map([...(await parts.summaries.standing(tx, [...new Set(ids)]))].map(([id, entry]) => [id, personOf(entry)]));
  const get: Patients['get'] = async (tx, id) => (await people(tx, [id])).get(id);
  const required: Patients['require'] = async (tx, id) => {
    const person = await get(tx, id);
    if (!person) throw new DomainError('not-found', 'patients.not-found');
    return person;
  };

  return {
    routes: patientsRoutes(parts),
    get,
    require: required,
    people,
    summaries: async (tx, ids, now) =>
      new Map([...(await listed(tx, ids))].map(([id, entry]) => [id, summaryOf(entry, now)])),
    resolve: async (tx, id) => (await requireGroup(parts, tx, id))[0],
    entriesOf: (tx, id) => requireGroup(parts, tx, id),
    knownEntriesOf: async (tx, id) => (await parts.groups.of(tx)).get(id) ?? [id],
    allergiesOf: async (tx, id) => allergyList(parts, tx, await requireGroup(parts, tx, id)),
    factsOf: (tx, id, now) => factsOf(parts, tx, id, now),
    longTermConditionsOf: async (tx, id) => conditionsOf(await factsNow(parts, tx, await requireGroup(parts, tx, id))),
    recordFact: async (tx, patientId, kind, value, unit, at, context) => {
      const content = factContent.safeParse({ kind, value: unit === undefined ? value : { value, unit } });
      if (!content.success) throw new DomainError('invalid', 'patients.fact-shape', { kind });
      const [survivorId] = await requireGroup(parts, tx, patientId);
      await writeFacts(parts, tx, survivorId, [{ content: content.data, at, source: 'visit' }], context);
    },
    noteVisit: async (tx, patientId, at) => {
      const [survivorId] = await requireGroup(parts, tx, patientId);
      await parts.rows.noteSeen(tx, survivorId, at.toString(), true);
    },
  };
}

function personOf({ id, number, demographics, villageName, temporary }: StandingEntry): Person {
  const { name, sex, bornOn, bornAt, bornOnIsEstimate, deceasedOn, ethnicity, address, phone } = demographics;
  const addressText = [address?.region, villageName, address?.detail].filter(Boolean).join('');
  return {
    id,
    number,
    name,
    sex,
    bornOn,
    bornAt,
    bornOnIsEstimate,
    deceasedOn,
    ethnicity,
    addressText: addressText === '' ? undefined : addressText,
    phone,
    villageName,
    temporary: temporary !== undefined,
  };
}
