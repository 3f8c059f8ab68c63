import { type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { MovementKind, Purpose } from '../contract.ts';

/** One balance as locked by the caller. */
export interface Balance {
  readonly locationId: string;
  readonly batchId: string;
  readonly drugId: string;
  readonly expiresOn: string;
  readonly onHand: Decimal;
  readonly reserved: Decimal;
  readonly moves: number;
}

/** A movement somebody wants: positive into the location, negative out of it. */
export interface Move {
  readonly locationId: string;
  readonly batchId: string;
  readonly kind: MovementKind;
  readonly quantity: Decimal;
  readonly purpose: Purpose;
  readonly lineId?: string | undefined;
  readonly reason?: string | undefined;
  /** How much of the reservations this movement fulfils; they shrink with it. */
  readonly fulfils?: Decimal;
}

export interface LedgerLine extends Move {
  readonly drugId: string;
  readonly position: number;
  readonly before: Decimal;
  readonly after: Decimal;
}

/** A movement that would leave less on hand than is promised, or less than nothing. */
export interface Overdraft {
  readonly move: Move;
  /** What may leave: on hand less reserved, seen at the moment of the movement. */
  readonly free: Decimal;
}

/**
 * Works out ledger lines and new balances for moves, in the order given. Pure: the caller locks, then writes what
 * comes back. With an overdraft nothing may be written.
 * @throws Error when a move names a balance that was not locked: a fault of the program.
 */
export function post(moves: readonly Move[], balances: readonly Balance[]) {
  const at = new Map(balances.map((balance) => [keyOf(balance), working(balance)]));
  const lines: LedgerLine[] = [];
  const overdrafts: Overdraft[] = [];
  for (const move of moves) {
    const balance = at.get(keyOf(move));
    if (!balance) throw new Error(`balance of batch ${move.batchId} was not locked`);
    const quantity = toMillionths(move.quantity);
    const fulfilled = move.fulfils === undefined ? 0n : toMillionths(move.fulfils);
    const onHand = balance.onHand + quantity;
    const reserved = balance.reserved - fulfilled;
    if (onHand < reserved || onHand < 0n || reserved < 0n) {
      overdrafts.push({ move, free: fromMillionths(balance.onHand - balance.reserved) });
      continue;
    }
    lines.push({
      ...move,
      drugId: balance.drugId,
      position: balance.moves + 1,
      before: fromMillionths(balance.onHand),
      after: fromMillionths(onHand),
    });
    Object.assign(balance, { onHand, reserved, moves: balance.moves + 1, touched: true });
  }
  const changed = [...at.values()].filter(({ touched }) => touched).map(finished);
  return { lines, changed, overdrafts };
}

interface Working extends Omit<Balance, 'onHand' | 'reserved'> {
  onHand: bigint;
  reserved: bigint;
  moves: number;
  touched: boolean;
}

const working = (balance: Balance): Working => ({
  ...balance,
  onHand: toMillionths(balance.onHand),
  reserved: toMillionths(balance.reserved),
  touched: false,
});

const finished = ({ touched: _touched, onHand, reserved, ...rest }: Working): Balance => ({
  ...rest,
  onHand: fromMillionths(onHand),
  reserved: fromMillionths(reserved),
});

const keyOf = ({ locationId, batchId }: { locationId: string; batchId: string }): string => `${locationId}/${batchId}`;
