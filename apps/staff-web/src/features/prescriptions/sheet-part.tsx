import { useQueryClient } from '@tanstack/react-query';
import { yuanText } from '@xinglin/kernel/money';
import type { RequestOf } from '@xinglin/kernel/operation';
import { usageCodes } from '@xinglin/server/contract/catalog';
import { prescriptionsOfVisit, type Sheet, signPrescription } from '@xinglin/server/contract/prescriptions';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Card, Flex, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { AlertsPart } from './alerts-part.tsx';
import { DrugSearch } from './drug-search.tsx';
import { LineRow } from './line-row.tsx';
import { kindFor, lineOf, type Response, type SheetKind, unanswered } from './sheet-model.ts';
import { SheetTable } from './sheet-table.tsx';
import { useText } from './text.ts';
import { useSheetDraft } from './use-sheet-draft.ts';

interface SheetPartProps {
  readonly visitId: string;
  readonly ageYears: number | undefined;
  readonly emergency: boolean;
  /** The doctor is in consultation and may write. */
  readonly writable: boolean;
}

/** The prescriptions of a visit: those signed, and the one being written. */
export function SheetPart({ visitId, ageYears, emergency, writable }: SheetPartProps) {
  const queries = useQueryClient();
  const sheets = useAsk(prescriptionsOfVisit, { visitId }, { refetchOnWindowFocus: false });
  const [round, setRound] = useState(0);
  const [copied, setCopied] = useState<string>();
  if (sheets.error) return <ErrorNotice error={sheets.error} onAgain={() => void sheets.refetch()} />;
  if (!sheets.data) return <Skeleton active />;
  const signed = sheets.data.prescriptions.filter(({ state }) => state !== 'draft' && state !== 'discarded');
  const drafts = sheets.data.prescriptions.filter(({ state }) => state === 'draft');
  const draft = drafts.find(({ id }) => id === copied) ?? drafts[0];
  /** Writing starts anew from what the server has. */
  const again = async () => {
    await queries.invalidateQueries({ queryKey: [prescriptionsOfVisit.name] });
    setRound((now) => now + 1);
  };
  return (
    <Flex vertical gap={8}>
      {signed.map((sheet) => (
        <SheetTable
          key={sheet.id}
          sheet={sheet}
          onCopied={(copy) => {
            setCopied(copy.id);
            void again();
          }}
        />
      ))}
      {writable && (
        <Writing
          key={round}
          visitId={visitId}
          saved={draft}
          startKind={kindFor(ageYears, emergency)}
          onSigned={again}
        />
      )}
    </Flex>
  );
}

interface WritingProps {
  readonly visitId: string;
  readonly saved: Sheet | undefined;
  readonly startKind: SheetKind;
  readonly onSigned: () => Promise<void>;
}

function Writing({ visitId, saved, startKind, onSigned }: WritingProps) {
  const t = useText();
  const { message } = App.useApp();
  const draft = useSheetDraft(visitId, saved, startKind);
  const usage = useAsk(usageCodes, {}, { staleTime: 3_600_000 });
  const [responses, setResponses] = useState<ReadonlyMap<string, Response>>(new Map());
  const [limitReason, setLimitReason] = useState<Response>({ code: '', text: '' });
  const [fresh, setFresh] = useState<string>();
  const sign = useAct(signPrescription);
  const { check, lines } = draft;
  const open = check ? unanswered(check, responses) : [];
  const blocked = check?.result.alerts.some(({ level }) => level === 'block') ?? false;
  const ready = draft.complete && check !== undefined && check.result.status !== 'failed' && !blocked;

  const signNow = async () => {
    if (sign.isPending) return;
    if (!check || !ready || open.length > 0) {
      void message.warning(
        t(
          blocked
            ? 'prescriptions.blocked'
            : open.length > 0
              ? 'prescriptions.needs-reasons'
              : 'prescriptions.not-ready',
        ),
      );
      return;
    }
    try {
      await draft.save();
      await sign.mutateAsync(requestOf(draft.id, draft.version.current, check, responses, limitReason));
      void message.success(t('prescriptions.signed'));
      await onSigned();
    } catch {
      // What was refused stands in the notice below; the lines stay as they are.
    }
  };
  // The line one is typing in; outside any line the last one, which was added in error more often than others.
  const removeCurrent = () => {
    const typing = document.activeElement?.closest('[data-line]')?.getAttribute('data-line');
    const line = lines.find(({ id }) => id === typing) ?? lines.at(-1);
    if (line) draft.remove(line.id);
  };
  useKeys([
    { keys: 'F9', label: t('prescriptions.sign'), disabled: lines.length === 0, run: () => void signNow() },
    { keys: 'Ctrl+Delete', label: t('prescriptions.remove-line'), disabled: lines.length === 0, run: removeCurrent },
  ]);
  const levelOf = (lineId: string) => {
    const found =
      check?.result.alerts.filter(({ itemIds, level }) => level !== 'note' && itemIds.includes(lineId)) ?? [];
    if (found.some(({ level }) => level === 'block')) return 'block';
    return found.length > 0 ? 'reason' : undefined;
  };
  return (
    <Card
      size="small"
      title={t('prescriptions.title')}
      extra={
        <Flex gap={8} align="center">
          <CheckMark draft={draft} />
          <Select
            style={{ width: 92 }}
            value={draft.kind}
            onChange={draft.setKind}
            options={(['ordinary', 'emergency', 'paediatric'] as const).map((value) => ({
              value,
              label: t(`prescriptions.kind.${value}`),
            }))}
          />
          <Button type="primary" disabled={lines.length === 0} loading={sign.isPending} onClick={() => void signNow()}>
            {t('prescriptions.sign')}
          </Button>
        </Flex>
      }
    >
      <form onKeyDownCapture={enterMovesOn()}>
        {lines.map((line, index) => (
          <LineRow
            key={line.id}
            line={line}
            number={index + 1}
            fresh={line.id === fresh}
            worked={check?.items.find(({ id }) => id === line.id)}
            usage={usage.data}
            level={levelOf(line.id)}
            onChange={(part) => draft.change(line.id, part)}
            onRemove={() => draft.remove(line.id)}
          />
        ))}
      </form>
      <DrugSearch
        onChoose={(drug) => {
          const line = lineOf(drug);
          draft.add(line);
          setFresh(line.id);
        }}
      />
      <ErrorNotice error={sign.error ?? draft.error ?? usage.error} />
      {check && (
        <>
          <AlertsPart
            check={check}
            lines={lines}
            responses={responses}
            onRespond={(fingerprint, response) => setResponses((known) => new Map(known).set(fingerprint, response))}
            limitReason={limitReason}
            onLimitReason={setLimitReason}
          />
          <div className="xl-sheet-total">{t('prescriptions.total', { amount: yuanText(check.totalFen) })}</div>
        </>
      )}
    </Card>
  );
}

type Check = NonNullable<ReturnType<typeof useSheetDraft>['check']>;

function requestOf(
  prescriptionId: string,
  version: number,
  check: Check,
  responses: ReadonlyMap<string, Response>,
  limitReason: Response,
): RequestOf<typeof signPrescription> {
  const seen = [
    ...check.result.alerts.filter(({ level }) => level !== 'note'),
    ...check.result.notChecked.filter(({ ask }) => ask),
  ].map(({ fingerprint }) => fingerprint);
  const answers = [...responses].filter(([fingerprint]) => seen.includes(fingerprint));
  type Answers = RequestOf<typeof signPrescription>['responses'];
  type Limit = NonNullable<RequestOf<typeof signPrescription>['limitReason']>;
  return {
    prescriptionId,
    version,
    seen,
    responses: answers.map(([fingerprint, { code, text }]) => ({
      fingerprint,
      code,
      ...(text ? { text } : {}),
    })) as Answers,
    ...(limitReason.code && check.limits.length > 0
      ? {
          limitReason: {
            code: limitReason.code as Limit['code'],
            ...(limitReason.text ? { text: limitReason.text } : {}),
          },
        }
      : {}),
  };
}

/** Checked, partly checked, not checked: said in words, and never green while anything is open. */
function CheckMark({ draft }: { readonly draft: ReturnType<typeof useSheetDraft> }) {
  const t = useText();
  if (draft.lines.length === 0) return null;
  if (draft.checking) return <Tag>{t('prescriptions.checking')}</Tag>;
  if (!draft.check || draft.check.result.status === 'failed')
    return <Tag color="red">{t('prescriptions.unchecked')}</Tag>;
  const { alerts, notChecked } = draft.check.result;
  const strongest = alerts[0]?.level;
  if (strongest === 'block') return <Tag color="red">{t('prescriptions.level.block')}</Tag>;
  if (strongest === 'reason') return <Tag color="orange">{t('prescriptions.level.reason')}</Tag>;
  if (notChecked.length > 0)
    return <Tag color="purple">{t('prescriptions.partly-checked', { count: notChecked.length })}</Tag>;
  return <Tag color="green">{t('prescriptions.checked')}</Tag>;
}
