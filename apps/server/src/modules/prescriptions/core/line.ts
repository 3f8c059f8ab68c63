import type { Fen } from '@xinglin/kernel/money';
import type { Decimal } from '@xinglin/kernel/quantity';
import type { DraftItem, ReviewState, SheetKind, SheetState } from '../contract.ts';

/** One line worked out: what the doctor asked for, what will be handed out, what it costs. */
export interface Line {
  readonly asked: DraftItem;
  readonly lineNo: number;
  readonly genericId: string | undefined;
  readonly drugCode: string;
  readonly drugName: string;
  readonly specification: string;
  readonly category: 'western' | 'patent-chinese' | 'herbal';
  /** One day's dose in the drug's own dose unit; undefined when the units cannot be converted. */
  readonly dailyDose: { readonly value: Decimal; readonly unit: string } | undefined;
  readonly coveredDays: number;
  /** In dispensing units. */
  readonly quantity: Decimal;
  readonly quantityUnit: string;
  readonly quantityText: string;
  readonly quantityByHand: boolean;
  /** Yuan per dispensing unit. */
  readonly unitPrice: Decimal | undefined;
  readonly amountFen: Fen | undefined;
}

export interface WordsWithCode<Code extends string> {
  readonly code: Code;
  readonly text?: string | undefined;
}

/** A prescription as the module keeps it. Moments are ISO text in UTC. */
export interface StoredSheet {
  readonly id: string;
  readonly number: string | undefined;
  readonly visitId: string;
  readonly patientId: string;
  readonly departmentId: string;
  readonly doctorId: string;
  readonly kind: SheetKind;
  readonly state: SheetState;
  readonly reviewState: ReviewState;
  readonly version: number;
  readonly createdAt: string;
  readonly signedAt: string | undefined;
  readonly totalFen: Fen;
  readonly checkStatus: 'checked' | 'partial' | 'failed' | undefined;
  readonly limitReason:
    | WordsWithCode<'chronic-disease' | 'elderly' | 'travelling' | 'reduced-mobility' | 'other'>
    | undefined;
  readonly reviewNote: string | undefined;
  readonly withdrawReason: string | undefined;
  readonly lines: readonly Line[];
}
