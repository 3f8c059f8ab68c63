import type { MedicationDispense } from '@medplum/fhirtypes';
import { compareDecimal, type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { Sheet, WorkedItem } from '../prescriptions/contract.ts';
import { usageText } from './core/words.ts';
import type { GivenRow, TaskRow } from './rows.ts';

const DRUG_CODE_SYSTEM = 'urn:xinglin:drug';

/**
 * One FHIR R4 MedicationDispense for each line and batch, because a resource carries one lot. `back` says what came
 * back ("item/batch" → quantity): the quantity shrinks with it, and when all is back the dispense is cancelled.
 */
export const dispensesOf = (
  task: TaskRow,
  sheet: Sheet,
  given: readonly GivenRow[],
  back: ReadonlyMap<string, Decimal>,
): MedicationDispense[] =>
  given.flatMap((one) => {
    const item = sheet.items.find(({ id }) => id === one.itemId);
    return item ? [dispenseOf(task, item, one, back.get(`${one.itemId}/${one.batchId}`))] : [];
  });

function dispenseOf(task: TaskRow, item: WorkedItem, given: GivenRow, back: Decimal | undefined): MedicationDispense {
  const left = fromMillionths(toMillionths(given.quantity) - (back === undefined ? 0n : toMillionths(back)));
  const gone = compareDecimal(left, '0' as Decimal) > 0;
  const drug = {
    coding: [{ system: DRUG_CODE_SYSTEM, code: item.drugCode, display: item.drugName }],
    text: `${item.drugName} ${item.specification}`,
  };
  return {
    resourceType: 'MedicationDispense',
    id: given.resourceId,
    status: gone ? 'completed' : 'cancelled',
    contained: [
      {
        resourceType: 'Medication',
        id: 'goods',
        code: drug,
        batch: { lotNumber: given.batchNumber, expirationDate: given.expiresOn },
      },
    ],
    medicationReference: { reference: '#goods', display: drug.text },
    subject: { reference: `Patient/${task.patientId}` },
    context: { reference: `Encounter/${task.visitId}` },
    authorizingPrescription: [{ reference: `MedicationRequest/${item.id}` }],
    ...(task.handedOutBy === undefined
      ? {}
      : { performer: [{ actor: { reference: `Practitioner/${task.handedOutBy}` } }] }),
    ...(task.handedOutAt === undefined ? {} : { whenHandedOver: task.handedOutAt }),
    quantity: { value: Number(left), unit: item.quantityUnit },
    dosageInstruction: [{ text: usageText(item) }],
    ...(back === undefined ? {} : { note: [{ text: `已退回 ${back}${item.quantityUnit}` }] }),
  };
}
