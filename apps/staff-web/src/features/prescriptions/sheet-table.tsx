import { yuanText } from '@xinglin/kernel/money';
import {
  copyPrescription,
  insistOnPrescription,
  type Sheet,
  withdrawPrescription,
} from '@xinglin/server/contract/prescriptions';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Alert, Button, Card, Flex, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

const stateColour: Record<Sheet['state'], string> = {
  draft: 'default',
  signed: 'blue',
  paid: 'cyan',
  dispensed: 'green',
  returned: 'default',
  withdrawn: 'default',
  discarded: 'default',
};

interface SheetTableProps {
  readonly sheet: Sheet;
  /** Given where its doctor may still do something with it. */
  readonly onCopied?: (copy: Sheet) => void;
}

/** A sheet as it was signed. */
export function SheetTable({ sheet, onCopied }: SheetTableProps) {
  const t = useText();
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          <span className="xl-num">{sheet.number}</span>
          <Tag color={stateColour[sheet.state]}>{t(`prescriptions.state.${sheet.state}`)}</Tag>
          {sheet.reviewState !== 'not-needed' && <Tag>{t(`prescriptions.review.${sheet.reviewState}`)}</Tag>}
        </Flex>
      }
      extra={
        <Flex gap={8} align="center">
          <span className="xl-dim">
            {sheet.doctorName} {sheet.signedAt && dayjs(sheet.signedAt).format('MM-DD HH:mm')}
          </span>
          {onCopied && <SheetActions sheet={sheet} onCopied={onCopied} />}
        </Flex>
      }
    >
      {sheet.reviewState === 'returned' && sheet.reviewNote && (
        <Alert
          type="error"
          showIcon
          title={t('prescriptions.returned-why', { why: sheet.reviewNote })}
          style={{ marginBottom: 6 }}
        />
      )}
      <table className="xl-sheet">
        <tbody>
          {sheet.items.map((item) => (
            <tr key={item.id}>
              <td className="xl-num">{item.lineNo}</td>
              <td>
                <b>{item.drugName}</b> <span className="xl-dim">{item.specification}</span>
              </td>
              <td className="xl-num">
                {item.singleDose}
                {item.doseUnit}
              </td>
              <td>{item.routeName}</td>
              <td>{item.frequencyName}</td>
              <td className="xl-num">{t('prescriptions.for-days', { days: item.days })}</td>
              <td className="xl-num">{item.quantityText}</td>
              <td>{item.instructions}</td>
              <td className="xl-num" style={{ textAlign: 'right' }}>
                {item.amountFen === undefined ? '' : yuanText(item.amountFen)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="xl-sheet-total">{t('prescriptions.total', { amount: yuanText(sheet.totalFen) })}</div>
    </Card>
  );
}

interface SheetActionsProps {
  readonly sheet: Sheet;
  readonly onCopied: (copy: Sheet) => void;
}

/** Withdrawing and insisting need a reason; a copy becomes the draft that is written on. */
function SheetActions({ sheet, onCopied }: SheetActionsProps) {
  const t = useText();
  const [asking, setAsking] = useState<'withdraw' | 'insist'>();
  const close = () => setAsking(undefined);
  const refreshes = ['prescriptions.'];
  const acts = {
    withdraw: useAct(withdrawPrescription, { refreshes, onDone: close }),
    insist: useAct(insistOnPrescription, { refreshes, onDone: close }),
  };
  const copy = useAct(copyPrescription, { refreshes, onDone: onCopied });
  const prescriptionId = sheet.id;
  return (
    <>
      <ErrorNotice error={copy.error} />
      <Button size="small" onClick={() => window.open(`/print/prescription/${sheet.id}`, '_blank')}>
        {t('prescriptions.print')}
      </Button>
      {sheet.state === 'signed' && (
        <Button size="small" danger onClick={() => setAsking('withdraw')}>
          {t('prescriptions.withdraw')}
        </Button>
      )}
      {sheet.reviewState === 'returned' && (
        <Button size="small" onClick={() => setAsking('insist')}>
          {t('prescriptions.insist')}
        </Button>
      )}
      {['withdrawn', 'returned'].includes(sheet.state) && (
        <Button
          size="small"
          loading={copy.isPending}
          onClick={() => copy.mutate({ prescriptionId, visitId: sheet.visitId })}
        >
          {t('prescriptions.copy')}
        </Button>
      )}
      {asking && (
        <ReasonDialog
          title={t(`prescriptions.${asking}`)}
          okText={t('prescriptions.confirm')}
          danger={asking === 'withdraw'}
          pending={acts[asking].isPending}
          error={acts[asking].error}
          onOk={(reason) => acts[asking].mutate({ prescriptionId, reason })}
          onClose={close}
        />
      )}
    </>
  );
}
