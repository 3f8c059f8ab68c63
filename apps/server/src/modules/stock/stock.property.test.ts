import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { addDecimal, type Decimal, decimal } from '@xinglin/kernel/quantity';
import fc from 'fast-check';
import { countStock, type Location, listBatches, transferGoods, writeOffGoods } from '#contract/stock';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

/** What people do to the goods of one drug, by number: batches and reservations are picked from those that exist. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('receive'),
    quantity: fc.integer({ min: 1, max: 30 }),
    month: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ kind: fc.constant('reserve'), quantity: fc.integer({ min: 1, max: 25 }) }),
  fc.record({ kind: fc.constant('release'), pick: fc.nat(20) }),
  fc.record({ kind: fc.constant('issue'), pick: fc.nat(20) }),
  fc.record({
    kind: fc.constant('take-back'),
    pick: fc.nat(20),
    quantity: fc.integer({ min: 1, max: 12 }),
    quarantine: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('count'), pick: fc.nat(20), quantity: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ kind: fc.constant('write-off'), pick: fc.nat(20), quantity: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('transfer'), pick: fc.nat(20), quantity: fc.integer({ min: 1, max: 12 }) }),
);
/** Rounds of steps; the steps of one round are pressed at the same moment. */
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 10 });
type Step = Readonly<Record<string, unknown>> & { readonly kind: string };

/** Whether a step was refused for a reason of the clinic; anything else is a fault and fails the test. */
const orRefused = async (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof DomainError && error.code !== 'platform.busy') return false;
      throw error;
    },
  );

function actions(clinic: StartedClinic, drugId: string, location: Location) {
  const pharmacist = clinic.as('pharmacist');
  const { stock } = clinic.modules;
  const purposes: { purpose: { kind: string; id: string }; lineId: string }[] = [];
  const issued: { purpose: { kind: string; id: string }; lineId: string; batchId: string }[] = [];
  const quantityOf = ({ quantity }: Step) => decimal(String(quantity));
  const pickFrom = <T>(list: readonly T[], { pick }: Step): T | undefined =>
    list[(pick as number) % Math.max(list.length, 1)];
  const shelf = async () => (await pharmacist.call(listBatches, { drugId, limit: 500 })).batches;

  const act: Record<string, (given: Step) => Promise<unknown>> = {
    receive: (given) =>
      clinic.given.goods({
        drugId,
        quantity: quantityOf(given),
        expiresOn: `2027-0${given.month as number}-15`,
        batchNumber: `M${given.month as number}`,
        location,
      }),
    reserve: async (given) => {
      const made = { purpose: { kind: 'prescription', id: newId() }, lineId: newId() };
      const lines = [{ ...made, drugId, quantity: quantityOf(given) }];
      await clinic.tx((tx, context) => stock.reserve(tx, { locationId: location.id, lines }, context));
      purposes.push(made);
    },
    release: async (given) => {
      const found = pickFrom(purposes, given);
      if (found) await clinic.tx((tx, context) => stock.release(tx, found.purpose, context));
    },
    issue: async (given) => {
      const found = pickFrom(purposes, given);
      if (!found) return;
      const gone = await clinic.tx((tx, context) => stock.issue(tx, found.purpose, context));
      issued.push(...gone.map(({ batchId, lineId }) => ({ purpose: found.purpose, lineId, batchId })));
    },
    'take-back': async (given) => {
      const found = pickFrom(issued, given);
      if (!found) return;
      const to = given.quarantine === true ? ('quarantine' as const) : ('stock' as const);
      const line = { lineId: found.lineId, batchId: found.batchId, quantity: quantityOf(given), to };
      await clinic.tx(async (tx, context) => {
        // Dispensing holds its task while goods come back; here the purpose stands for it.
        await tx.run('select pg_advisory_xact_lock(hashtext($1))', [found.purpose.id]);
        await stock.takeBack(tx, found.purpose, [line], 'other', context);
      });
    },
    count: async (given) => {
      const line = pickFrom(await shelf(), given);
      if (!line) return;
      const { locationId, batchId, onHand: book } = line;
      await pharmacist.call(countStock, {
        locationId,
        reason: '盘点',
        lines: [{ batchId, book, counted: quantityOf(given) }],
      });
    },
    'write-off': async (given) => {
      const line = pickFrom(await shelf(), given);
      if (!line) return;
      const { locationId, batchId } = line;
      await pharmacist.call(writeOffGoods, {
        locationId,
        reason: 'damaged',
        lines: [{ batchId, quantity: quantityOf(given) }],
      });
    },
    transfer: async (given) => {
      const line = pickFrom(await shelf(), given);
      const toLocationId = location.quarantineId;
      if (!line || toLocationId === undefined) return;
      const { locationId: fromLocationId, batchId } = line;
      await pharmacist.call(transferGoods, {
        fromLocationId,
        toLocationId,
        lines: [{ batchId, quantity: quantityOf(given) }],
      });
    },
  };
  return (given: Step) => orRefused(act[given.kind]?.(given) ?? Promise.reject(new Error(given.kind)));
}

interface Place {
  readonly location_id: string;
  readonly batch_id: string;
  readonly on_hand: Decimal;
  readonly reserved: Decimal;
  readonly moved: Decimal;
  readonly promised: Decimal;
}
interface Line {
  readonly location_id: string;
  readonly batch_id: string;
  readonly position: number;
  readonly quantity: Decimal;
  readonly before: Decimal;
  readonly after: Decimal;
}

/** The laws, read by a plain question over all rows and not by the code under test. */
async function requireLaws(clinic: StartedClinic, drugId: string): Promise<void> {
  const [places, lines] = await clinic.tx((tx) =>
    Promise.all([
      tx.many<Place>(
        `select location_id, batch_id, trim_scale(on_hand) as on_hand, trim_scale(reserved) as reserved,
           trim_scale(coalesce((select sum(quantity) from stock.movement m
             where m.location_id = b.location_id and m.batch_id = b.batch_id), 0)) as moved,
           trim_scale(coalesce((select sum(quantity) from stock.reservation r
             where r.location_id = b.location_id and r.batch_id = b.batch_id and r.state = 'open'), 0)) as promised
         from stock.balance b where drug_id = $1`,
        [drugId],
      ),
      tx.many<Line>(
        `select location_id, batch_id, position, trim_scale(quantity) as quantity, trim_scale(before) as before,
           trim_scale(after) as after
         from stock.movement where drug_id = $1 order by location_id, batch_id, position`,
        [drugId],
      ),
    ]),
  );
  const replayed = new Map<string, { at: Decimal; position: number }>();
  for (const line of lines) {
    const key = `${line.location_id}/${line.batch_id}`;
    const { at, position } = replayed.get(key) ?? { at: '0' as Decimal, position: 0 };
    assert.equal(line.position, position + 1, 'the ledger has no gaps');
    assert.equal(line.before, at, 'each movement begins where the one before it ended');
    assert.equal(line.after, addDecimal(at, line.quantity));
    replayed.set(key, { at: line.after, position: line.position });
  }
  for (const place of places) {
    assert.equal(place.on_hand, place.moved, 'on hand is the sum of the ledger');
    assert.equal(place.reserved, place.promised, 'reserved is the sum of the open reservations');
    assert.ok(Number(place.on_hand) >= Number(place.reserved) && Number(place.reserved) >= 0, 'never negative');
    const ended = replayed.get(`${place.location_id}/${place.batch_id}`)?.at ?? '0';
    assert.equal(place.on_hand, ended, 'replaying the ledger gives the balance');
  }
}

const deadlocks = (clinic: StartedClinic): Promise<number> =>
  clinic.db.transaction('platform', async (tx) => {
    await tx.run('select pg_stat_clear_snapshot()');
    const { count } = await tx.one<{ count: number }>(
      'select deadlocks as count from pg_stat_database where datname = current_database()',
    );
    return count;
  });

test('whatever people press, one after another or at once, ledger, reservations and balances agree', async () => {
  await using clinic = await startClinic();
  const location = await clinic.given.pharmacy();
  const names = ['阿奇霉素片', '阿莫西林颗粒'];
  let run = 0;
  const law = fc.asyncProperty(rounds, async (given) => {
    const drug = await clinic.given.drug(names[run++ % names.length] ?? '');
    const act = actions(clinic, drug.id, location);
    await act({ kind: 'receive', quantity: 20, month: 5 });
    for (const round of given) {
      await Promise.all(round.map((one) => act(one as Step)));
      await requireLaws(clinic, drug.id);
    }
  });
  await fc.assert(law, { numRuns: 12, endOnFailure: true });
  assert.equal(await deadlocks(clinic), 0);
});

test('reservations at the same moment never promise more than there is, and never lock each other out', async () => {
  await using clinic = await startClinic();
  const { stock } = clinic.modules;
  const location = await clinic.given.pharmacy();
  const drugs = [await clinic.given.drug('阿奇霉素片'), await clinic.given.drug('阿莫西林颗粒')];
  for (const { id: drugId } of drugs) {
    await clinic.given.goods({ drugId, quantity: '30', expiresOn: '2027-03-01' });
    await clinic.given.goods({ drugId, quantity: '20', expiresOn: '2027-01-01' });
  }
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      // Half of them ask for the drugs the other way round.
      const order = index % 2 === 0 ? drugs : drugs.toReversed();
      const purpose = { kind: 'prescription', id: newId() };
      const lines = order.map(({ id: drugId }) => ({ purpose, lineId: newId(), drugId, quantity: decimal('7') }));
      return orRefused(clinic.tx((tx, context) => stock.reserve(tx, { locationId: location.id, lines }, context)));
    }),
  );
  assert.equal(outcomes.filter(Boolean).length, 7, '50 of each, 7 at a time');
  for (const { id } of drugs) await requireLaws(clinic, id);
  assert.equal(await deadlocks(clinic), 0);
});
