import { systemClock } from '@xinglin/kernel/clock';
import { type ChainFault, verifyChain } from '../platform/audit/chain.ts';
import { type Config, commands } from '../platform/config/options.ts';
import { openVault } from '../platform/crypto/keyring.ts';
import type { Db } from '../platform/database/db.ts';
import { anchorFileOf } from '../start/anchor-file.ts';
import { reachInstallation } from '../start/reach-installation.ts';
import { runCommand, say, sayBoth, wallTime } from './run-command.ts';
import { type EntryAsItStands, exitCodeOf, verificationReport } from './verification-report.ts';

/** `npm run audit:verify`. Goes through the whole journal; takes seconds per million entries. */
async function verifyAudit(config: Config): Promise<number> {
  await using installation = await reachInstallation(config);
  const { db, reached } = installation;
  say('校验审计日志  Verification of the audit journal');
  sayBoth(reached);
  say('');
  const vault = await openVault(db, systemClock, { keyFile: config.keyFile, algorithm: config.encryption });
  const anchorFile = anchorFileOf(config);
  const report = await verifyChain(db, vault, anchorFile);
  say(...verificationReport(report, anchorFile, await entriesAsTheyStand(db, report.faults)));
  return exitCodeOf(report);
}

interface Row extends Omit<EntryAsItStands, 'institutionId' | 'staffId'> {
  readonly institution_id: number;
  readonly staff_id: string;
}

/** The entries that faults name, as far as they are still there. */
async function entriesAsTheyStand(db: Db, faults: readonly ChainFault[]): Promise<Map<number, EntryAsItStands>> {
  const ids = faults.flatMap((fault) => ('entryId' in fault ? [fault.entryId] : []));
  const rows = await db.transaction(
    'platform',
    (tx) =>
      tx.many<Row>('select id, institution_id, at, staff_id, operation from audit.entry where id = any($1::bigint[])', [
        ids,
      ]),
    { readOnly: true },
  );
  return new Map(
    rows.map(({ id, institution_id, at, staff_id, operation }) => [
      id,
      { id, institutionId: institution_id, at: wallTime(Temporal.Instant.from(at)), staffId: staff_id, operation },
    ]),
  );
}

await runCommand(commands.verifyAudit, verifyAudit);
