import { addFen, type Fen, negateFen } from '@xinglin/kernel/money';

/** The change to give back; undefined when what was given is no amount or not enough. */
export function changeFor(totalFen: Fen, givenFen: Fen | undefined): Fen | undefined {
  if (givenFen === undefined || givenFen < totalFen) return undefined;
  return addFen(givenFen, negateFen(totalFen));
}
