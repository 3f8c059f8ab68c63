import { newId } from '@xinglin/kernel/ids';
import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import type { FoundDrug } from '@xinglin/server/contract/catalog';
import type { checkPrescription, Sheet, savePrescription } from '@xinglin/server/contract/prescriptions';

export type CheckAnswer = OutputOf<typeof checkPrescription>;
export type SentItem = RequestOf<typeof savePrescription>['items'][number];
export type SheetKind = RequestOf<typeof savePrescription>['kind'];

/** What a line shows of its drug; enough to edit the line without asking for the drug again. */
export interface LineDrug {
  readonly id: string;
  readonly name: string;
  readonly specification: string;
  /** The units a dose may be written in: the drug's own and its dispensing unit. */
  readonly doseUnits: readonly string[];
  readonly routes: readonly string[];
}

/** A line as typed; texts, because half-typed numbers are no numbers yet. */
export interface Line {
  readonly id: string;
  readonly drug: LineDrug;
  readonly singleDose: string;
  readonly doseUnit: string;
  readonly route: string;
  readonly frequency: string;
  /** For doses as needed: the most in one day. */
  readonly maxTimesPerDay: string;
  readonly days: string;
  readonly instructions: string;
  /** By hand, instead of what is worked out. */
  readonly quantity: string;
  readonly quantityReason: string;
}

export function lineOf(drug: FoundDrug): Line {
  const use = drug.usualUse;
  return {
    id: newId(),
    drug: {
      id: drug.id,
      name: drug.name,
      specification: drug.specification,
      doseUnits: [...new Set([drug.doseUnit, drug.dispensingUnit])],
      routes: drug.routes,
    },
    singleDose: use?.singleDose ?? '',
    doseUnit: use?.doseUnit ?? drug.doseUnit,
    route: use?.route ?? drug.routes[0] ?? '',
    frequency: use?.frequency ?? '',
    maxTimesPerDay: '',
    days: use?.days === undefined ? '3' : String(use.days),
    instructions: '',
    quantity: '',
    quantityReason: '',
  };
}

/** Lines of a saved draft. A dose unit that is not written on the sheet cannot be guessed, so only the saved one is offered. */
export const linesOf = (sheet: Sheet): Line[] =>
  sheet.items.map((item) => ({
    id: item.id,
    drug: {
      id: item.drugId,
      name: item.drugName,
      specification: item.specification,
      doseUnits: [...new Set([item.doseUnit, item.quantityUnit])],
      routes: [item.route],
    },
    singleDose: item.singleDose,
    doseUnit: item.doseUnit,
    route: item.route,
    frequency: item.frequency,
    maxTimesPerDay: item.maxTimesPerDay === undefined ? '' : String(item.maxTimesPerDay),
    days: String(item.days),
    instructions: item.instructions ?? '',
    quantity: item.quantityByHand ? item.quantity : '',
    quantityReason: item.quantityReason ?? '',
  }));

const isAmount = (text: string): boolean => /^\d{1,6}(\.\d{1,6})?$/.test(text) && Number(text) > 0;

/** The one frequency of the knowledge base without a number of its own: the day's limit must be written. */
export const isAsNeeded = (frequency: string): boolean => frequency === 'prn';

/** Whether everything that must be typed is there. */
export const isComplete = (line: Line): boolean =>
  isAmount(line.singleDose) &&
  line.route !== '' &&
  line.frequency !== '' &&
  (!isAsNeeded(line.frequency) || /^[1-9]\d?$/.test(line.maxTimesPerDay)) &&
  /^\d{1,3}$/.test(line.days) &&
  Number(line.days) > 0 &&
  (line.quantity === '' || (isAmount(line.quantity) && line.quantityReason.trim() !== ''));

export const toSend = (lines: readonly Line[]): SentItem[] =>
  lines
    .filter(isComplete)
    .map(
      ({
        id,
        drug,
        singleDose,
        doseUnit,
        route,
        frequency,
        maxTimesPerDay,
        days,
        instructions,
        quantity,
        quantityReason,
      }) => ({
        id,
        drugId: drug.id,
        singleDose,
        doseUnit,
        route,
        frequency,
        days: Number(days),
        ...(isAsNeeded(frequency) ? { maxTimesPerDay: Number(maxTimesPerDay) } : {}),
        ...(instructions.trim() ? { instructions } : {}),
        ...(quantity ? { quantity, quantityReason } : {}),
      }),
    );

/** Children up to 14 get the paediatric sheet, as the prescription rules have it; the doctor may change it. */
export const kindFor = (ageYears: number | undefined, emergency: boolean): SheetKind => {
  if (emergency) return 'emergency';
  return ageYears !== undefined && ageYears < 14 ? 'paediatric' : 'ordinary';
};

export interface Response {
  readonly code: string;
  readonly text: string;
}

/** Fingerprints that need a reason before the sheet can be signed and do not have one yet. */
export function unanswered(check: CheckAnswer, responses: ReadonlyMap<string, Response>): string[] {
  const asked = [
    ...check.result.alerts.filter(({ level }) => level === 'reason').map(({ fingerprint }) => fingerprint),
    ...check.result.notChecked.filter(({ ask }) => ask).map(({ fingerprint }) => fingerprint),
  ];
  return asked.filter((fingerprint) => !responses.has(fingerprint));
}
