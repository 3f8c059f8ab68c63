import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { systemClock } from '@xinglin/kernel/clock';
import { auditJournal } from '../platform/audit/journal.ts';
import { type Config, commands } from '../platform/config/options.ts';
import { openVault, rotateKeys } from '../platform/crypto/keyring.ts';
import type { Db } from '../platform/database/db.ts';
import { reachInstallation } from '../start/reach-installation.ts';
import { runCommand, say, sayBoth, wallTime } from './run-command.ts';

/** `npm run keys:rotate`. */
async function rotate(config: Config): Promise<number> {
  await using installation = await reachInstallation(config);
  const { db, reached } = installation;
  say('轮换密钥  Rotation of keys');
  sayBoth(reached);
  say('');
  const { dataKeyId, activeFrom } = await rotateKeys(db, systemClock, config.keyFile);
  await journal(db, config);
  const moment = wallTime(activeFrom);
  say(
    `  已生成新的主密钥，密钥文件已更新：${config.keyFile}`,
    `  There is a new key-encryption key in the key file ${config.keyFile}`,
    `  新的数据密钥 ${dataKeyId} 自 ${moment}（北京时间）起用于加密新数据，以前加密的数据照常可读`,
    `  The new data key ${dataKeyId} seals new data from ${moment} (Beijing time) on; older data stays readable`,
    '',
    '请立即备份新的密钥文件；此前所做的数据库备份需要旧的密钥文件，旧文件的备份请保留到那些备份不再需要为止。',
    'Back up the new key file now. Backups of the database made before need the former key file: keep its backup as long as theirs.',
    '几台机器共用一个数据库时，请在上述时间之前把新的密钥文件复制到其他机器。',
    'Where several machines share one database, copy the new key file to the others before that moment.',
  );
  return 0;
}

/** Opens the vault anew, which also proves that the new file opens the database, and leaves a trace of who did it. */
async function journal(db: Db, { keyFile, encryption }: Config): Promise<void> {
  const vault = await openVault(db, systemClock, { keyFile, algorithm: encryption });
  await auditJournal(db, vault).appendRead({
    institutionId: 0,
    at: systemClock.now(),
    staffId: `console:${userInfo().username}`,
    accountId: '',
    operation: 'keys.rotate',
    kind: 'command',
    persons: [],
    outcome: 'done',
    requestId: randomUUID(),
    clientAddress: 'console',
  });
}

await runCommand(commands.rotateKeys, rotate);
