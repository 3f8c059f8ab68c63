import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '@xinglin/kernel/domain-error';
import { fen } from '@xinglin/kernel/money';
import fc from 'fast-check';
import { billOfVisit, daySummary, refund, type Source, settle, settlementsOfVisit } from '#contract/charging';
import { cash } from '#testing/given/charging';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

/** What happens at the cashier's, by number: visits, settlements and lines are picked from those that exist. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('charge' as const),
      visit: fc.nat(2),
      lines: fc.array(
        fc.record({ amountFen: fc.integer({ min: 0, max: 5_000 }), quantity: fc.constantFrom('1', '3', '7', '0.5') }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), visit: fc.nat(2), off: fc.constantFrom(0, 0, 0, 1) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      visit: fc.nat(2),
      pick: fc.nat(10),
      percent: fc.constantFrom(20, 50, 100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), pick: fc.nat(10) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
/** The steps of one round are pressed at the same moment. */
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 10 });

const orRefused = async (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof DomainError && error.code !== 'platform.busy') return false;
      throw error;
    },
  );

interface Visit {
  readonly visitId: string;
  readonly patientId: string;
}

function actions(clinic: StartedClinic, visits: readonly Visit[]) {
  const cashier = clinic.as('cashier');
  const { charging } = clinic.modules;
  const sources: Source[] = [];
  const visitOf = (index: number): Visit => visits[index % visits.length] as Visit;
  const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

  const press = async (given: Step): Promise<unknown> => {
    if (given.kind === 'charge') {
      sources.push(await clinic.given.charges(visitOf(given.visit), given.lines));
      return;
    }
    if (given.kind === 'cancel' || given.kind === 'undo') {
      const source = pick(sources, given.pick);
      if (!source) return;
      return clinic.tx((tx, context) =>
        given.kind === 'cancel'
          ? charging.cancelCharges(tx, source, context)
          : charging.undoCharges(tx, source, '试验', context),
      );
    }
    const { visitId } = visitOf(given.visit);
    if (given.kind === 'settle') {
      const { totalFen } = await cashier.call(billOfVisit, { visitId });
      const expectedTotalFen = totalFen + given.off;
      return cashier.call(settle, { visitId, expectedTotalFen, payments: cash(fen(expectedTotalFen)) });
    }
    const { settlements } = await cashier.call(settlementsOfVisit, { visitId });
    const chosen = pick(
      settlements.filter(({ stands }) => stands),
      given.pick,
    );
    const line = chosen && pick(chosen.lines, given.pick);
    if (!chosen || !line) return;
    const whole = given.percent === 100;
    const quantity = String(Number(line.quantity) * (given.percent / 100));
    const lines = [{ itemId: line.itemId, ...(whole ? {} : { quantity }) }];
    const asked = { settlementId: chosen.id, lines, reason: '试验' };
    // The amount is found by being told: the refusal names it.
    const told = await cashier.call(refund, { ...asked, expectedRefundFen: -1 }).catch((error: DomainError) => error);
    if (!(told instanceof DomainError) || told.code !== 'charging.refund-changed') throw told;
    return cashier.call(refund, { ...asked, expectedRefundFen: Number(told.facts.refundFen) });
  };
  return (given: Step) => orRefused(press(given));
}

interface Sums {
  readonly visit_id: string;
  readonly charged: string;
  readonly pending: string;
  readonly settled: string;
  readonly refunded: string;
  readonly void: string;
  readonly standing: string;
  readonly taken: string;
  readonly given_back: string;
}

/** The laws, read by plain questions over all rows and not by the code under test. */
async function requireLaws(clinic: StartedClinic): Promise<void> {
  const [visits, [books], accounts] = await clinic.tx((tx) =>
    Promise.all([
      tx.many<Sums>(`
        select i.visit_id,
          sum(amount_fen) filter (where kept_of is null) as charged,
          coalesce(sum(amount_fen) filter (where state in ('pending', 'paying')), 0) as pending,
          coalesce(sum(amount_fen) filter (where state = 'settled'), 0) as settled,
          coalesce(sum(amount_fen) filter (where state = 'refunded'), 0)
            - coalesce(sum(amount_fen) filter (where kept_of is not null), 0) as refunded,
          coalesce(sum(amount_fen) filter (where state = 'void'), 0) as void,
          coalesce((select sum(total_fen) from charging.settlement s where s.visit_id = i.visit_id), 0) as standing,
          coalesce((select sum(total_fen) from charging.settlement s
            where s.visit_id = i.visit_id and kind = 'charge'), 0) as taken,
          coalesce((select -sum(total_fen) from charging.settlement s
            where s.visit_id = i.visit_id and kind <> 'charge'), 0) as given_back
        from charging.item i group by i.visit_id`),
      tx.many<{ balance: string; cash: string; drawer: string }>(`
        select (select coalesce(sum(amount_fen), 0) from charging.posting) as balance,
          (select coalesce(sum(amount_fen), 0) from charging.posting where account = 'cash') as cash,
          (select coalesce(sum(amount_fen), 0) from charging.payment) as drawer`),
      tx.many<{ settlement_id: string; sum: string }>(
        'select settlement_id, sum(amount_fen) as sum from charging.posting group by settlement_id having sum(amount_fen) <> 0',
      ),
    ]),
  );
  assert.deepEqual(accounts, [], 'the postings of every settlement sum to zero');
  assert.equal(books?.balance, '0', 'the ledger balances');
  assert.equal(books?.cash, books?.drawer, 'the cash account is what is in the drawer');
  for (const sums of visits) {
    const { charged, pending, settled, refunded, standing, taken, given_back: givenBack } = sums;
    const ended = Number(refunded) + Number(sums.void);
    assert.equal(Number(pending) + Number(settled) + ended, Number(charged), 'every line charged is somewhere');
    assert.equal(settled, standing, 'settled lines are what the standing settlements say');
    assert.equal(Number(taken) - Number(givenBack), Number(settled), 'charged is settled less refunded');
    assert.equal(Number(givenBack), Number(refunded), 'what went back is what was refunded');
    assert.ok(Number(givenBack) <= Number(taken), 'never more goes back than came');
  }
}

test('whatever is pressed, one after another or at once, the books balance and no refund exceeds what was paid', async () => {
  await using clinic = await startClinic();
  let seen = 0;
  const law = fc.asyncProperty(rounds, async (given) => {
    const visits = await Promise.all([1, 2].map(() => clinic.given.visit({ stage: 'waiting' })));
    const act = actions(clinic, visits);
    for (const round of given) {
      const outcomes = await Promise.all(round.map(act));
      seen += outcomes.filter(Boolean).length;
      await requireLaws(clinic);
    }
  });
  await fc.assert(law, { numRuns: 10, endOnFailure: true });
  assert.ok(seen > 50, `only ${seen} steps went through: the test has lost its grip`);
  const day = await clinic.as('cashier').call(daySummary, {});
  const byMethod = day.methods.reduce((sum, { netFen }) => sum + netFen, 0);
  const byCategory = day.categories.reduce((sum, { netFen }) => sum + netFen, 0);
  assert.deepEqual([byMethod, byCategory], [day.netFen, day.netFen]);
});
