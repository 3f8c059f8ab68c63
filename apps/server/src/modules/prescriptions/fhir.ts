import type { MedicationRequest } from '@medplum/fhirtypes';
import type { Line, StoredSheet } from './core/line.ts';
import { dosesOnADay, type UsageCodes, usageOf } from './core/usage.ts';

export const PRESCRIPTION_NUMBER_SYSTEM = 'urn:xinglin:prescription-number';
export const DRUG_CODE_SYSTEM = 'urn:xinglin:drug';
/** CV06.00.102 of WS 364: routes of administration. */
const ROUTE_SYSTEM = 'urn:xinglin:cv06.00.102';
const FREQUENCY_SYSTEM = 'urn:xinglin:order-frequency';
const UCUM = 'http://unitsofmeasure.org';
/** Dose units that UCUM knows; the others travel as plain words. */
const ucumCodes: Readonly<Record<string, string>> = { mg: 'mg', g: 'g', µg: 'ug', ml: 'mL', L: 'L', IU: '[iU]' };

const statusOf: Readonly<Record<StoredSheet['state'], MedicationRequest['status']>> = {
  draft: 'draft',
  signed: 'active',
  paid: 'active',
  dispensed: 'completed',
  returned: 'stopped',
  withdrawn: 'cancelled',
  discarded: 'entered-in-error',
};

/** One FHIR R4 MedicationRequest for each line; the sheet's number groups them. Resource ids are the ids of the lines. */
export const medicationRequests = (sheet: StoredSheet, usage: UsageCodes): MedicationRequest[] =>
  sheet.lines.map((line) => requestOf(sheet, line, usage));

function requestOf(sheet: StoredSheet, line: Line, codes: UsageCodes): MedicationRequest {
  const { asked } = line;
  return {
    resourceType: 'MedicationRequest',
    id: asked.id,
    status: statusOf[sheet.state],
    intent: 'order',
    ...(sheet.number === undefined
      ? {}
      : { groupIdentifier: { system: PRESCRIPTION_NUMBER_SYSTEM, value: sheet.number } }),
    medicationCodeableConcept: {
      coding: [{ system: DRUG_CODE_SYSTEM, code: line.drugCode, display: line.drugName }],
      text: `${line.drugName} ${line.specification}`,
    },
    subject: { reference: `Patient/${sheet.patientId}` },
    encounter: { reference: `Encounter/${sheet.visitId}` },
    ...(sheet.signedAt === undefined ? {} : { authoredOn: sheet.signedAt }),
    requester: { reference: `Practitioner/${sheet.doctorId}` },
    dosageInstruction: [dosageOf(line, codes)],
    dispenseRequest: {
      quantity: { value: Number(line.quantity), unit: line.quantityUnit },
      expectedSupplyDuration: { value: asked.days, unit: 'd', system: UCUM, code: 'd' },
    },
    ...(asked.groupNo === undefined ? {} : { note: [{ text: `组号 ${asked.groupNo}` }] }),
  };
}

function dosageOf({ asked }: Line, codes: UsageCodes): NonNullable<MedicationRequest['dosageInstruction']>[number] {
  const usage = usageOf(codes, asked);
  const route = codes.routes.get(asked.route);
  const frequency = codes.frequencies.get(asked.frequency);
  const unit = ucumCodes[asked.doseUnit];
  const repeats = typeof usage !== 'string' && usage.frequency.use === 'repeated' ? usage.daily : undefined;
  const asNeeded = frequency?.use === 'as-needed' || frequency?.use === 'single-as-needed';
  return {
    text: [`每次 ${asked.singleDose}${asked.doseUnit}`, route?.zh, frequency?.zh].filter(Boolean).join('，'),
    ...(asked.instructions === undefined ? {} : { patientInstruction: asked.instructions }),
    ...(asNeeded ? { asNeededBoolean: true } : {}),
    timing: {
      ...(repeats === undefined
        ? {}
        : { repeat: { frequency: repeats.times, period: repeats.perDays, periodUnit: 'd' as const } }),
      code: { coding: [{ system: FREQUENCY_SYSTEM, code: asked.frequency }], text: frequency?.zh ?? asked.frequency },
    },
    ...(route === undefined
      ? {}
      : { route: { coding: [{ system: ROUTE_SYSTEM, code: route.wst364 }], text: route.zh } }),
    doseAndRate: [
      {
        doseQuantity: {
          value: Number(asked.singleDose),
          unit: asked.doseUnit,
          ...(unit === undefined ? {} : { system: UCUM, code: unit }),
        },
      },
    ],
    ...(asNeeded && typeof usage !== 'string'
      ? {
          maxDosePerPeriod: {
            numerator: { value: Number(asked.singleDose) * dosesOnADay(usage.daily), unit: asked.doseUnit },
            denominator: { value: 1, unit: 'd', system: UCUM, code: 'd' },
          },
        }
      : {}),
  };
}
