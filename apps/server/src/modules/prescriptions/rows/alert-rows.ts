import type { InstantText } from '@xinglin/kernel/shapes';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { Alert, CheckResult, Gate, NotChecked } from '../../decision-support/contract.ts';
import type { AlertReasonCode, Sheet } from '../contract.ts';
import type { Answer } from '../core/answers.ts';

type Seal = Pick<Vault, 'seal' | 'openText'>;

interface AlertRow {
  readonly prescription_id: string;
  readonly fingerprint: string;
  readonly level: Alert['level'] | 'ask' | 'not-checked' | 'gate';
  readonly shown_at: InstantText;
  readonly shown_to: string;
  readonly response_code: AlertReasonCode | null;
  readonly response_text: Buffer | null;
  readonly content: Buffer;
}

interface Entry {
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly kind: string;
  readonly level: AlertRow['level'];
  readonly severity: string | null;
  readonly suppressed: boolean;
  readonly source: string;
  readonly content: Alert | NotChecked | Gate;
}

const fromAlert =
  (suppressed: boolean) =>
  (content: Alert): Entry => ({ ...content, suppressed, content });

const fromGap =
  (knowledgeVersion: string) =>
  (content: NotChecked): Entry => ({
    fingerprint: content.fingerprint,
    ruleId: `NOT-CHECKED-${content.missing}`,
    ruleVersion: knowledgeVersion,
    kind: content.kind,
    level: content.ask ? 'ask' : 'not-checked',
    severity: null,
    suppressed: false,
    source: 'engine',
    content,
  });

const fromGate =
  (knowledgeVersion: string) =>
  (content: Gate): Entry => ({
    fingerprint: `gate:${content.itemId}:${content.ruleId}`,
    ruleId: content.ruleId,
    ruleVersion: knowledgeVersion,
    kind: content.kind,
    level: 'gate',
    severity: null,
    suppressed: false,
    source: content.source,
    content,
  });

const place = (column: string, sheetId: string, fingerprint: string): string =>
  `prescriptions.alert.${column}:${sheetId}:${fingerprint}`;

/** Keeps everything a signature went over: shown, suppressed, not checked; with the doctor's answers. */
export async function insertAlerts(
  vault: Seal,
  tx: Tx,
  signed: {
    readonly sheetId: string;
    readonly result: CheckResult;
    readonly answers: readonly Answer[];
    readonly at: string;
    readonly staffId: string;
  },
): Promise<void> {
  const { result, sheetId } = signed;
  const entries = [
    ...result.alerts.map(fromAlert(false)),
    ...result.suppressed.map(fromAlert(true)),
    ...result.notChecked.map(fromGap(result.knowledgeVersion)),
    ...result.gates.map(fromGate(result.knowledgeVersion)),
  ];
  if (entries.length === 0) return;
  const answers = new Map(signed.answers.map((answer) => [answer.fingerprint, answer]));
  const answerTo = (entry: Entry) => (entry.suppressed ? undefined : answers.get(entry.fingerprint));
  const column = <Value>(pick: (entry: Entry, index: number) => Value) => entries.map(pick);
  await tx.run(
    `insert into prescriptions.alert_record (institution_id, prescription_id, shown_at, shown_to, fingerprint, rule_id,
       rule_version, kind, level, severity, suppressed, source, position, response_code, response_text, content)
     select $1, $2, $3, $4, * from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::boolean[], $12::text[], $13::int[], $14::text[], $15::bytea[], $16::bytea[])
     on conflict do nothing`,
    [
      tx.institutionId,
      sheetId,
      signed.at,
      signed.staffId,
      column(({ fingerprint }) => fingerprint),
      column(({ ruleId }) => ruleId),
      column(({ ruleVersion }) => ruleVersion),
      column(({ kind }) => kind),
      column(({ level }) => level),
      column(({ severity }) => severity),
      column(({ suppressed }) => suppressed),
      column(({ source }) => source),
      column((_, index) => index),
      column((entry) => answerTo(entry)?.code ?? null),
      column((entry) => {
        const text = answerTo(entry)?.text;
        return text === undefined ? null : vault.seal(text, place('response', sheetId, entry.fingerprint));
      }),
      column(({ content, fingerprint }) => vault.seal(JSON.stringify(content), place('content', sheetId, fingerprint))),
    ],
  );
}

export type ShownToDoctor = Pick<Sheet, 'alerts' | 'notChecked' | 'gates'>;

/** What was shown when each sheet was signed, in the order it was shown. */
export async function readAlerts(
  vault: Seal,
  tx: Tx,
  sheetIds: readonly string[],
): Promise<Map<string, ShownToDoctor>> {
  const rows = await tx.many<AlertRow>(
    `select prescription_id, fingerprint, level, shown_at, shown_to, response_code, response_text, content
     from prescriptions.alert_record
     where institution_id = $1 and prescription_id = any($2::uuid[]) and not suppressed
     order by prescription_id, position`,
    [tx.institutionId, sheetIds],
  );
  const bySheet = new Map<string, ShownToDoctor>(sheetIds.map((id) => [id, { alerts: [], notChecked: [], gates: [] }]));
  for (const row of rows) {
    const list = bySheet.get(row.prescription_id);
    const text =
      row.response_text === null
        ? undefined
        : vault.openText(row.response_text, place('response', row.prescription_id, row.fingerprint));
    const shown = {
      shownAt: row.shown_at,
      ...(row.response_code === null
        ? {}
        : { response: { code: row.response_code, text, byStaffId: row.shown_to, at: row.shown_at } }),
    };
    const content = vault.openText(row.content, place('content', row.prescription_id, row.fingerprint));
    if (row.level === 'gate') list?.gates.push(JSON.parse(content) as Gate);
    else if (row.level === 'ask' || row.level === 'not-checked') {
      list?.notChecked.push({ ...shown, question: JSON.parse(content) as NotChecked });
    } else list?.alerts.push({ ...shown, alert: JSON.parse(content) as Alert });
  }
  return bySheet;
}

/** Alerts by rule over the signatures of a span of days, first day included, last day excluded. */
export const countByRule = (tx: Tx, from: string, until: string) =>
  tx.many<{ rule_id: string; kind: string; shown: number; overridden: number }>(
    `select rule_id, kind, count(*) as shown, count(response_code) as overridden
     from prescriptions.alert_record
     where institution_id = $1 and not suppressed and level in ('block', 'reason', 'note')
       and shown_at >= ($2::date)::timestamp at time zone 'Asia/Shanghai'
       and shown_at < ($3::date)::timestamp at time zone 'Asia/Shanghai'
     group by rule_id, kind order by count(*) desc, rule_id`,
    [tx.institutionId, from, until],
  );
