import type { RequestOf } from '@xinglin/kernel/operation';
import { type Decimal, multiplyDecimal } from '@xinglin/kernel/quantity';
import type { FoundDrug } from '@xinglin/server/contract/catalog';
import type { receiveGoods } from '@xinglin/server/contract/stock';
import { costText, readPrice, readQuantity } from './quantity-words.ts';
import { readDate } from './read-date.ts';

type Request = RequestOf<typeof receiveGoods>;

/** One line of a delivery note as it stands on the screen; everything as typed. */
export interface ReceiptLine {
  /** Made by the screen. */
  readonly key: string;
  readonly drug: Pick<
    FoundDrug,
    'id' | 'name' | 'specification' | 'manufacturer' | 'packSize' | 'packUnit' | 'dispensingUnit'
  >;
  readonly batchNumber: string;
  readonly madeOn: string;
  readonly expiresOn: string;
  readonly quantity: string;
  readonly unit: 'pack' | 'dispensing-unit';
  /** Yuan per unit of the line. */
  readonly price: string;
}

export interface Receipt {
  readonly supplier: string;
  readonly documentNumber: string;
  readonly note: string;
  readonly lines: readonly ReceiptLine[];
}
export const emptyReceipt: Receipt = { supplier: '', documentNumber: '', note: '', lines: [] };

export const newLine = (key: string, drug: FoundDrug): ReceiptLine => ({
  key,
  drug: {
    id: drug.id,
    name: drug.name,
    specification: drug.specification,
    manufacturer: drug.manufacturer,
    packSize: drug.packSize,
    packUnit: drug.packUnit,
    dispensingUnit: drug.dispensingUnit,
  },
  batchNumber: '',
  madeOn: '',
  expiresOn: '',
  quantity: '',
  unit: 'pack',
  price: '',
});

export type LineField = 'batchNumber' | 'madeOn' | 'expiresOn' | 'quantity' | 'price';

/** Fields of a line that cannot be sent as they stand: empty, or not what they should be. */
export function wrongFields(line: ReceiptLine): readonly LineField[] {
  const wrong: [LineField, boolean][] = [
    ['batchNumber', line.batchNumber.trim() === ''],
    ['madeOn', line.madeOn.trim() !== '' && readDate(line.madeOn, 'first-day') === undefined],
    ['expiresOn', readDate(line.expiresOn, 'last-day') === undefined],
    ['quantity', readQuantity(line.quantity) === undefined],
    ['price', readPrice(line.price) === undefined],
  ];
  return wrong.filter(([, is]) => is).map(([field]) => field);
}

/** What the line brings in dispensing units; undefined while the quantity is no number. */
export function unitsOf({ quantity, unit, drug }: ReceiptLine): Decimal | undefined {
  const read = readQuantity(quantity);
  if (read === undefined) return undefined;
  return unit === 'pack' ? multiplyDecimal(read, drug.packSize as Decimal) : read;
}

/** Yuan of a line; undefined while price or quantity is no number. */
export function lineCost({ quantity, price }: ReceiptLine): string | undefined {
  const [count, each] = [readQuantity(quantity), readPrice(price)];
  return count === undefined || each === undefined ? undefined : costText(each, count);
}

/** Sum of the lines in yuan, to compare with the delivery note. Unfinished lines count as nothing. */
export function totalCost(lines: readonly ReceiptLine[]): string {
  const fen = lines.reduce((sum, line) => sum + BigInt((lineCost(line) ?? '0.00').replace('.', '')), 0n);
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The request; undefined while a line is unfinished or there is none. */
export function requestOf(locationId: string, receipt: Receipt): Request | undefined {
  if (receipt.lines.length === 0 || receipt.lines.some((line) => wrongFields(line).length > 0)) return undefined;
  const given = (text: string) => (text.trim() === '' ? undefined : text.trim());
  const head = {
    supplier: given(receipt.supplier),
    documentNumber: given(receipt.documentNumber),
    note: given(receipt.note),
  };
  return {
    locationId,
    ...(Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined)) as Partial<Request>),
    lines: receipt.lines.map((line) => {
      const madeOn = readDate(line.madeOn, 'first-day');
      return {
        drugId: line.drug.id,
        batchNumber: line.batchNumber.trim(),
        ...(madeOn ? { madeOn } : {}),
        expiresOn: readDate(line.expiresOn, 'last-day') ?? '',
        quantity: line.quantity.trim(),
        unit: line.unit,
        purchasePrice: line.price.trim(),
      };
    }),
  };
}
