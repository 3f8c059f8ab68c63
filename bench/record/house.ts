import { newId } from '@xinglin/kernel/ids';
import { pino } from 'pino';
import type { App } from '../../apps/server/src/app.ts';
import type { Context } from '../../apps/server/src/platform/actor.ts';
import { platformActor } from '../../apps/server/src/platform/actor.ts';
import { readConfig } from '../../apps/server/src/platform/config/read-config.ts';
import type { Db } from '../../apps/server/src/platform/database/db.ts';
import { houseTransaction } from '../../apps/server/src/platform/house-transaction.ts';
import type { RecordTx } from '../../apps/server/src/record/index.ts';
import { openDatabase } from '../../apps/server/src/start/open-database.ts';
import { openApp } from '../../apps/server/src/start/open-parts.ts';

export const DOCTOR = 'bench-doctor';
export const PASSWORD = 'Kestrel-7-Lantern';

export interface House extends AsyncDisposable {
  readonly app: App;
  readonly db: Db;
  readonly ownerUrl: string;
  /**
   * A command of the house as far as the record is concerned: transaction, row-level security, work, journal entry,
   * commit.
   */
  command<Result>(
    persons: readonly string[],
    work: (tx: RecordTx, context: Context) => Promise<Result>,
  ): Promise<Result>;
  query<Result>(work: (tx: RecordTx) => Promise<Result>): Promise<Result>;
}

/** A durable database in an empty folder, the whole application on it, and one doctor who may sign in. */
export async function openHouse(dataFolder: string): Promise<House> {
  const asked = readConfig(['--data', dataFolder, '--empty', '--log-level', 'error'], {});
  if (asked.kind !== 'run') throw new Error('unexpected configuration');
  const log = pino({ level: 'error' });
  const stack = new AsyncDisposableStack();
  const database = stack.use(
    await openDatabase(asked.config, log, (reason) => {
      throw new Error(reason);
    }),
  );
  const { app, parts } = await openApp(asked.config, database.ownerUrl, log, stack);
  const { db, clock, audit } = parts;
  const inHouse = houseTransaction({ ...parts, subscribers: new Map() });
  await inHouse(1, async (tx, context) => {
    const form = { code: 'B1', name: '试验镇卫生院', kind: 'township-health-centre', areaCode: '110101' } as const;
    await app.modules.institutions.createInstitution(tx, { ...form, address: undefined, phone: undefined }, context);
    const staffId = newId();
    await app.modules.staff.addMember(tx, { id: staffId, code: 'D1', name: '试验医生' }, context);
    const account = { id: newId(), memberId: staffId, userName: DOCTOR, password: PASSWORD };
    await app.modules.staff.createAccountWith(
      tx,
      { ...account, mustChangePassword: false, grants: [{ role: 'doctor' }] },
      context,
    );
  });
  const actor = platformActor(1);
  const command: House['command'] = (persons, work) => {
    const context: Context = { actor, now: clock.now(), requestId: newId(), clientAddress: '', sessionId: undefined };
    return db.transaction({ institutionId: 1 }, async (statements) => {
      const result = await work({ ...statements, institutionId: 1 }, context);
      await audit.append(statements, {
        institutionId: 1,
        at: context.now,
        staffId: actor.staffId,
        accountId: actor.accountId,
        operation: 'bench.put',
        kind: 'command',
        persons,
        outcome: 'done',
        requestId: context.requestId,
        clientAddress: '',
      });
      return result;
    });
  };
  const query: House['query'] = (work) =>
    db.transaction({ institutionId: 1 }, (statements) => work({ ...statements, institutionId: 1 }), { readOnly: true });
  return { app, db, ownerUrl: database.ownerUrl, command, query, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
