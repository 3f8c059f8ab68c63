import type { Grade, Lane, Preference } from '../contract.ts';

export interface QueueRules {
  /** After this many preferred people in a row, one ordinary person is called. */
  readonly preferredPerOrdinary: number;
  /** How long a person of each grade may wait, minutes. Nobody graded yet counts as IVb. */
  readonly waitLimits: Readonly<Record<Grade, number>>;
}

/** One person waiting. Times are epoch milliseconds. */
export interface Waiting {
  readonly visitId: string;
  readonly emergency: boolean;
  readonly grade: Grade | undefined;
  readonly preferences: readonly Preference[];
  /** Since when the place in the queue counts. */
  readonly since: number;
  /** Ticket number: decides between people who joined in the same moment. */
  readonly ticketNumber: number;
  /** Calls still to be made before a person who was passed comes up again; 0 for everyone else. */
  readonly callsUntilBack: number;
}

/** What was called before, as far as the next call depends on it. */
export interface CallRun {
  /** Preferred people called since the last ordinary one. */
  readonly preferredRun: number;
}

/** Grades I to III and registrations as emergency are called strictly before everybody else. */
export function laneOf({ emergency, grade, preferences }: Pick<Waiting, 'emergency' | 'grade' | 'preferences'>): Lane {
  if (emergency || grade === 'I' || grade === 'II' || grade === 'III') return 'urgent';
  return preferences.length > 0 ? 'preferred' : 'ordinary';
}

const urgentRank = ({ grade }: Waiting): number => (grade === 'I' ? 1 : grade === 'II' ? 2 : 3);

const dueAt = ({ since, grade }: Waiting, { waitLimits }: QueueRules): number =>
  since + waitLimits[grade ?? 'IVb'] * 60_000;

/**
 * The order in which people would be called if nobody else came. The first is the next one.
 *
 * Urgent people first: by grade, then by arrival. The others stand in two lines, preferred and ordinary, each by the
 * moment at which its people have waited as long as their grade allows, so that IVa goes before IVb without IVb
 * waiting for ever; of the two lines, one ordinary person follows every `preferredPerOrdinary` preferred ones.
 * A person who was passed keeps the old place but is left out until enough others were called, unless nobody else is
 * there.
 */
export function orderOfCalling<Person extends Waiting>(
  people: readonly Person[],
  rules: QueueRules,
  run: CallRun,
): Person[] {
  const tie = (a: Waiting, b: Waiting) => a.ticketNumber - b.ticketNumber || (a.visitId < b.visitId ? -1 : 1);
  const byDue = (a: Waiting, b: Waiting) => dueAt(a, rules) - dueAt(b, rules) || tie(a, b);
  const byUrgency = (a: Waiting, b: Waiting) => urgentRank(a) - urgentRank(b) || a.since - b.since || tie(a, b);
  const lines: Record<Lane, Person[]> = { urgent: [], preferred: [], ordinary: [] };
  for (const person of people) lines[laneOf(person)].push(person);
  lines.urgent.sort(byUrgency);
  lines.preferred.sort(byDue);
  lines.ordinary.sort(byDue);

  const order: Person[] = [];
  let { preferredRun } = run;
  for (let called = 0; called < people.length; called++) {
    const next = pick(lines, called, preferredRun, rules);
    if (!next) break;
    const line = lines[next.lane];
    const [person] = line.splice(next.index, 1);
    if (person) order.push(person);
    preferredRun = runAfter(next.lane, preferredRun);
  }
  return order;
}

/** How the run of preferred people goes on after a call from `lane`. */
export const runAfter = (lane: Lane, preferredRun: number): number =>
  lane === 'urgent' ? preferredRun : lane === 'ordinary' ? 0 : preferredRun + 1;

function pick(lines: Record<Lane, readonly Waiting[]>, called: number, preferredRun: number, rules: QueueRules) {
  const firstBack = (lane: Lane) => lines[lane].findIndex((person) => person.callsUntilBack <= called);
  const turnOfOrdinary = preferredRun >= rules.preferredPerOrdinary;
  const lanes: Lane[] = turnOfOrdinary ? ['urgent', 'ordinary', 'preferred'] : ['urgent', 'preferred', 'ordinary'];
  for (const lane of lanes) {
    const index = firstBack(lane);
    if (index >= 0) return { lane, index };
  }
  // Only people who were passed are left: the one who has to wait least comes up, rather than an idle doctor.
  const left = lanes.flatMap((lane) => lines[lane].map((person, index) => ({ lane, index, person })));
  left.sort((a, b) => a.person.callsUntilBack - b.person.callsUntilBack);
  return left[0];
}
