import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '@xinglin/kernel/clock';
import type { Vault } from '../crypto/vault.ts';
import type { Db, Statements } from '../database/db.ts';
import { entryMac } from './journal.ts';

interface EntryRow {
  readonly id: number;
  readonly institution_id: number;
  readonly at: string;
  readonly staff_id: string;
  readonly account_id: string;
  readonly operation: string;
  readonly kind: 'command' | 'query' | 'sign-in';
  readonly persons: readonly string[];
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly reason: string | null;
  readonly request_id: string;
  readonly client_address: string;
  readonly mac: Buffer;
}
interface SealRow {
  readonly seal_no: number;
  readonly from_xid: string;
  readonly to_xid: string;
  readonly entry_ids: readonly number[];
  readonly previous: Buffer;
  readonly hash: Buffer;
}

const SEAL_LOCK = 7_301_002;
const GENESIS = Buffer.alloc(32);

/** Hash of a seal: everything before it, its range, and the keyed hash of each of its entries in order. */
function sealHash(previous: Buffer, from: string, to: string, entries: readonly { id: number; mac: Buffer }[]): Buffer {
  const hash = createHash('sha256').update(previous).update(`${from}:${to}:${entries.length}`);
  for (const { id, mac } of entries) hash.update(`:${id}:`).update(mac);
  return hash.digest();
}

/**
 * Adds to the chain all entries of transactions that have ended since the last seal. Safe in several processes at
 * once. The horizon and the entries come from one statement and so from one snapshot: a transaction below the
 * horizon has ended and is either seen whole or never will be.
 * @returns number of entries sealed.
 */
export async function sealEntries(db: Db, clock: Clock, anchorFile?: string): Promise<number> {
  const made = await db.transaction('platform', async (tx) => {
    const { locked } = await tx.one<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [SEAL_LOCK]);
    if (!locked) return undefined;
    const last = await lastSeal(tx);
    const rows = await tx.many<{ horizon: string; id: number | null; mac: Buffer }>(
      `select h.horizon::text as horizon, e.id, e.mac
       from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
       left join audit.entry e on e.xid >= $1::xid8 and e.xid < h.horizon
       order by e.xid, e.id`,
      [last?.to_xid ?? '0'],
    );
    const entries = rows.flatMap(({ id, mac }) => (id === null ? [] : [{ id, mac }]));
    const horizon = rows[0]?.horizon;
    if (entries.length === 0 || horizon === undefined) return undefined;
    const from = last?.to_xid ?? '0';
    const previous = last?.hash ?? GENESIS;
    const sealNo = (last?.seal_no ?? 0) + 1;
    const hash = sealHash(previous, from, horizon, entries);
    await tx.run('insert into audit.seal values ($1, $2::xid8, $3::xid8, $4, $5, $6, $7)', [
      sealNo,
      from,
      horizon,
      entries.map(({ id }) => id),
      previous,
      hash,
      clock.now().toString(),
    ]);
    return { sealNo, hash, count: entries.length };
  });
  if (made && anchorFile) await writeAnchor(anchorFile, made.sealNo, made.hash);
  return made?.count ?? 0;
}

/** Heads of the chain outside the database show when its newest part was cut off. */
async function writeAnchor(file: string, sealNo: number, hash: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${sealNo} ${hash.toString('hex')}\n`, { mode: 0o600 });
}

const lastSeal = (tx: Statements) =>
  tx.maybe<SealRow>(
    `select seal_no, from_xid::text as from_xid, to_xid::text as to_xid, entry_ids, previous, hash
     from audit.seal order by seal_no desc limit 1`,
  );

export type ChainFault =
  | { readonly kind: 'entry-changed'; readonly entryId: number }
  | { readonly kind: 'entry-missing'; readonly entryId: number; readonly sealNo: number }
  | { readonly kind: 'entry-added'; readonly entryId: number; readonly sealNo: number }
  | { readonly kind: 'seal-broken' | 'seal-missing' | 'anchor-differs'; readonly sealNo: number };

export interface ChainReport {
  readonly entries: number;
  readonly seals: number;
  /** Entries not yet in a seal; their keyed hashes were checked all the same. */
  readonly unsealed: number;
  /** Seals compared with their anchor outside the database; with none, a cut-off end would not be noticed. */
  readonly anchors: number;
  /** Empty when nothing was edited, deleted, added later or cut off. At most `MAX_FAULTS` are listed. */
  readonly faults: readonly ChainFault[];
}

const MAX_FAULTS = 1_000;

/** Goes through the whole journal and names every edit, deletion, late insertion and gap. */
export async function verifyChain(db: Db, vault: Pick<Vault, 'mac'>, anchorFile?: string): Promise<ChainReport> {
  const anchors = anchorFile ? await readAnchors(anchorFile) : new Map<number, string>();
  return db.transaction(
    'platform',
    async (tx) => {
      const faults: ChainFault[] = [];
      let previous: Buffer = GENESIS;
      let from = '0';
      let entries = 0;
      let sealNo = 0;
      for (;;) {
        const seal = await tx.maybe<SealRow>(
          `select seal_no, from_xid::text as from_xid, to_xid::text as to_xid, entry_ids, previous, hash
           from audit.seal where seal_no > $1 order by seal_no limit 1`,
          [sealNo],
        );
        if (!seal) break;
        for (let missing = sealNo + 1; missing < seal.seal_no; missing++) {
          faults.push({ kind: 'seal-missing', sealNo: missing });
        }
        const rows = await entriesBetween(tx, seal.from_xid, seal.to_xid);
        faults.push(...faultsOfSeal(vault, seal, rows, previous, from, anchors.get(seal.seal_no)));
        entries += rows.length;
        ({ hash: previous, to_xid: from, seal_no: sealNo } = seal);
        if (faults.length >= MAX_FAULTS) break;
      }
      for (const anchored of anchors.keys()) {
        if (anchored > sealNo && faults.length < MAX_FAULTS) faults.push({ kind: 'seal-missing', sealNo: anchored });
      }
      const open = await entriesBetween(tx, from, undefined);
      for (const row of open) if (!macFits(vault, row)) faults.push({ kind: 'entry-changed', entryId: row.id });
      const seals = await tx.one<{ count: number }>('select count(*) as count from audit.seal');
      return {
        entries: entries + open.length,
        seals: seals.count,
        unsealed: open.length,
        anchors: anchors.size,
        faults: faults.slice(0, MAX_FAULTS),
      };
    },
    { readOnly: true },
  );
}

function faultsOfSeal(
  vault: Pick<Vault, 'mac'>,
  seal: SealRow,
  rows: readonly EntryRow[],
  previous: Buffer,
  from: string,
  anchor: string | undefined,
): ChainFault[] {
  const faults: ChainFault[] = [];
  const present = new Set(rows.map(({ id }) => id));
  const sealed = new Set(seal.entry_ids);
  const sealNo = seal.seal_no;
  for (const row of rows) if (!macFits(vault, row)) faults.push({ kind: 'entry-changed', entryId: row.id });
  for (const id of sealed) if (!present.has(id)) faults.push({ kind: 'entry-missing', entryId: id, sealNo });
  for (const id of present) if (!sealed.has(id)) faults.push({ kind: 'entry-added', entryId: id, sealNo });
  const hash = sealHash(seal.previous, seal.from_xid, seal.to_xid, rows);
  const linked = seal.previous.equals(previous) && seal.from_xid === from;
  if (!linked || (faults.length === 0 && !hash.equals(seal.hash))) faults.push({ kind: 'seal-broken', sealNo });
  if (anchor !== undefined && anchor !== seal.hash.toString('hex')) faults.push({ kind: 'anchor-differs', sealNo });
  return faults;
}

const entriesBetween = (tx: Statements, from: string, to: string | undefined) =>
  tx.many<EntryRow>(
    `select id, institution_id, at, staff_id, account_id, operation, kind, persons, outcome, reason, request_id,
            client_address, mac
     from audit.entry where xid >= $1::xid8 and ($2::text is null or xid < $2::text::xid8) order by xid, id`,
    [from, to ?? null],
  );

function macFits(vault: Pick<Vault, 'mac'>, row: EntryRow): boolean {
  const expected = entryMac(vault, {
    institutionId: row.institution_id,
    atMs: Date.parse(row.at),
    staffId: row.staff_id,
    accountId: row.account_id,
    operation: row.operation,
    kind: row.kind,
    persons: row.persons,
    outcome: row.outcome,
    reason: row.reason,
    requestId: row.request_id,
    clientAddress: row.client_address,
  });
  return expected.equals(row.mac);
}

async function readAnchors(file: string): Promise<Map<number, string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const pairs = text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
  return new Map(pairs.map(([sealNo = '', hash = '']) => [Number(sealNo), hash]));
}
