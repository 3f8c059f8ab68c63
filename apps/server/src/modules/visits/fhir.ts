import type { Encounter, EncounterStatusHistory, Observation, ObservationComponent } from '@medplum/fhirtypes';
import type {
  Assessment,
  Channel,
  Grade,
  Measurement,
  RegistrationKind,
  TriageRecord,
  VitalFinding,
} from './contract.ts';
import type { Visit } from './core/visit.ts';
import { measuredValue, type VitalSignKnowledge } from './core/vital-signs.ts';
import type { Step } from './rows.ts';

/** Domain value → FHIR R4. */

type EncounterStatus = NonNullable<Encounter['status']>;

/** A no-show is 'cancelled' in R4, which has no word of its own; the step history tells them apart. */
export function encounterStatus(state: Visit['state'], triaged: boolean): EncounterStatus {
  switch (state) {
    case 'registered':
      return 'arrived';
    case 'waiting':
    case 'called':
    case 'passed':
      return triaged ? 'triaged' : 'arrived';
    case 'in-consultation':
      return 'in-progress';
    case 'held':
      return 'onleave';
    case 'finished':
      return 'finished';
    default:
      return 'cancelled';
  }
}

/** 门诊挂号类别代码表 2.16.156.10011.2.3.51.3. */
const KIND_CODES: Record<RegistrationKind, readonly [string, string]> = {
  general: ['100', '普通门诊'],
  speciality: ['101', '专科门诊'],
  expert: ['102', '专家门诊'],
  premium: ['103', '特需门诊'],
  'single-disease': ['104', '专病门诊'],
  other: ['999', '其他'],
};

/** 挂号途径代码表 2.16.156.10011.2.3.51.46. */
const CHANNEL_CODES: Record<Channel, readonly [string, string]> = {
  window: ['0101', '医院窗口就诊挂号'],
  'self-service': ['0102', '医院自助挂号'],
  web: ['02', '网上预约'],
  phone: ['03', '电话预约'],
  'on-site': ['04', '现场预约'],
  sms: ['05', '短信预约'],
  app: ['06', 'APP预约'],
  other: ['90', '其他'],
};

const coding = (table: number, [code, display]: readonly [string, string]) => ({
  coding: [{ system: `urn:oid:2.16.156.10011.2.3.51.${table}`, code, display }],
});

const DISPOSITIONS: Record<NonNullable<Visit['outcome']>, readonly [string, string] | undefined> = {
  home: ['home', 'Home'],
  admitted: ['oth', 'Other'],
  referred: ['other-hcf', 'Other healthcare facility'],
  observation: ['oth', 'Other'],
  left: ['aadvice', 'Left against advice'],
  died: ['exp', 'Expired'],
  other: ['oth', 'Other'],
};

/** A department as the record knows it: an Organization, at a site that is a Location. */
export interface Place {
  readonly name: string;
  readonly siteId: string;
}

export interface EncounterParts {
  /** Oldest first. */
  readonly steps: readonly Step[];
  readonly chiefComplaint: string | undefined;
  readonly places: ReadonlyMap<string, Place>;
}

export function encounterOf(visit: Visit, { steps, chiefComplaint, places }: EncounterParts): Encounter {
  const triaged = (upTo: number) => steps.some(({ event, position }) => event === 'triage' && position <= upTo);
  const ended = ['finished', 'cancelled', 'no-show'].includes(visit.state) ? steps.at(-1)?.at : undefined;
  const disposition = visit.outcome === undefined ? undefined : DISPOSITIONS[visit.outcome];
  return {
    resourceType: 'Encounter',
    id: visit.id,
    identifier: [{ system: 'urn:xinglin:visit-number', value: visit.number }],
    status: encounterStatus(visit.state, triaged(visit.steps)),
    statusHistory: historyOf(steps, triaged),
    class: visit.emergency
      ? { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER', display: 'emergency' }
      : { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    type: [
      coding(3, KIND_CODES[visit.kind]),
      {
        coding: [
          visit.firstVisit
            ? { system: 'urn:xinglin:visit-type', code: 'first', display: '初诊' }
            : { system: 'urn:xinglin:visit-type', code: 'return', display: '复诊' },
        ],
      },
      coding(46, CHANNEL_CODES[visit.channel]),
    ],
    ...(visit.grade !== undefined && {
      priority: {
        coding: [{ system: 'urn:xinglin:triage-grade', code: visit.grade, display: gradeText(visit.grade) }],
      },
    }),
    subject: { reference: `Patient/${visit.patientId}` },
    ...(visit.doctorId !== undefined && {
      participant: [
        {
          type: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                  code: 'ATND',
                  display: 'attender',
                },
              ],
            },
          ],
          individual: { reference: `Practitioner/${visit.doctorId}` },
          ...(visit.startedAt !== undefined && { period: { start: visit.startedAt } }),
        },
      ],
    }),
    period: { start: visit.registeredAt, ...(ended !== undefined && { end: ended }) },
    ...(chiefComplaint !== undefined && { reasonCode: [{ text: chiefComplaint }] }),
    ...(disposition && {
      hospitalization: {
        dischargeDisposition: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/discharge-disposition',
              code: disposition[0],
              display: disposition[1],
            },
          ],
        },
      },
    }),
    serviceProvider: { reference: `Organization/${visit.departmentId}`, ...named(places.get(visit.departmentId)) },
    location: locationsOf(steps, places),
  };
}

const gradeText = (grade: Grade): string =>
  ({ I: 'Ⅰ级 濒危', II: 'Ⅱ级 危重', III: 'Ⅲ级 急症', IVa: 'Ⅳa级 非急症', IVb: 'Ⅳb级 非急症' })[grade];

/** Statuses the visit has left, each with its period; the present one is in `status`. */
function historyOf(steps: readonly Step[], triaged: (upTo: number) => boolean): EncounterStatusHistory[] {
  const history: EncounterStatusHistory[] = [];
  for (const step of steps) {
    const status = encounterStatus(step.to, triaged(step.position));
    const last = history.at(-1);
    if (last?.status === status) continue;
    if (last) last.period = { ...last.period, end: step.at };
    history.push({ status, period: { start: step.at } });
  }
  return history;
}

const named = (place: Place | undefined) => (place === undefined ? {} : { display: place.name });

/** Departments in the order the person was in them, at their sites. */
function locationsOf(steps: readonly Step[], places: ReadonlyMap<string, Place>): NonNullable<Encounter['location']> {
  const stays: { id: string; start: string; end?: string }[] = [];
  for (const { departmentId, at } of steps) {
    const last = stays.at(-1);
    if (last?.id === departmentId) continue;
    if (last) last.end = at;
    stays.push({ id: departmentId, start: at });
  }
  return stays.flatMap(({ id, start, end }) => {
    const place = places.get(id);
    if (!place) return [];
    return [
      {
        location: { reference: `Location/${place.siteId}`, display: place.name },
        status: end === undefined ? ('active' as const) : ('completed' as const),
        period: { start, ...(end !== undefined && { end }) },
      },
    ];
  });
}

// ---- Vital signs -----------------------------------------------------------------------------------------------------

const INTERPRETATION: Record<Exclude<Assessment, 'unknown'>, readonly [string, string]> = {
  'critical-low': ['LL', 'Critical low'],
  low: ['L', 'Low'],
  normal: ['N', 'Normal'],
  high: ['H', 'High'],
  'critical-high': ['HH', 'Critical high'],
};

/**
 * One Observation per sign that was measured or could not be measured; blood pressure as one panel (85354-9).
 * What nobody tried to measure gives no Observation.
 * @param ids one new id for each Observation, asked for as needed.
 */
export function vitalObservations(
  visit: Visit,
  triage: Pick<TriageRecord, 'findings' | 'triagedAt' | 'triagedBy'>,
  knowledge: VitalSignKnowledge,
  newId: () => string,
): Observation[] {
  const tried = triage.findings.filter(({ measurement }) => measurement !== undefined);
  const pressure = tried.filter(({ sign }) => sign === 'systolic' || sign === 'diastolic');
  const base = (): Omit<Observation, 'code'> => ({
    resourceType: 'Observation',
    id: newId(),
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'vital-signs',
            display: 'Vital Signs',
          },
        ],
      },
    ],
    subject: { reference: `Patient/${visit.patientId}` },
    encounter: { reference: `Encounter/${visit.id}` },
    effectiveDateTime: triage.triagedAt,
    performer: [{ reference: `Practitioner/${triage.triagedBy}` }],
  });
  const single = tried
    .filter((finding) => !pressure.includes(finding))
    .map((finding): Observation => ({ ...base(), ...measured(finding, knowledge) }));
  if (pressure.length === 0) return single;
  return [
    ...single,
    {
      ...base(),
      code: {
        coding: [
          {
            system: 'http://loinc.org',
            code: '85354-9',
            display: 'Blood pressure panel with all children optional',
          },
        ],
      },
      component: pressure.map((finding): ObservationComponent => measured(finding, knowledge)),
    },
  ];
}

function measured({ sign, measurement, assessment, range }: VitalFinding, knowledge: VitalSignKnowledge) {
  const { loinc, display, unit, ucum } = knowledge.signs[sign];
  const value = measuredValue(measurement);
  const quantity = (text: string) => ({
    value: Number(text),
    unit,
    system: 'http://unitsofmeasure.org',
    code: ucum,
  });
  return {
    code: { coding: [{ system: 'http://loinc.org', code: loinc, display }] },
    ...(value !== undefined && { valueQuantity: quantity(value) }),
    ...(value === undefined && measurement !== undefined && { dataAbsentReason: absence(measurement) }),
    ...(assessment !== 'unknown' && {
      interpretation: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
              code: INTERPRETATION[assessment][0],
              display: INTERPRETATION[assessment][1],
            },
          ],
        },
      ],
    }),
    ...(value !== undefined &&
      range && {
        referenceRange: [
          {
            ...(range.low !== undefined && { low: quantity(range.low) }),
            ...(range.high !== undefined && { high: quantity(range.high) }),
          },
        ],
      }),
  };
}

function absence(measurement: Measurement) {
  const reason = 'unable' in measurement ? measurement.unable : 'other';
  const declined = reason === 'refused';
  return {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
        code: declined ? 'asked-declined' : 'not-performed',
        display: declined ? 'Asked But Declined' : 'Not Performed',
      },
    ],
    text: 'unable' in measurement && measurement.note !== undefined ? `${reason}: ${measurement.note}` : reason,
  };
}
