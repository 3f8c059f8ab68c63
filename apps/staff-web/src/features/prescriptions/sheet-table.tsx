import { yuanText } from '@xinglin/kernel/money';
import {
  copyPrescription,
  insistOnPrescription,
  type Sheet,
  withdrawPrescription,
} from '@xinglin/server/contract/prescriptions';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, App, Button, Card, Flex, Input, Tag } from 'antd';
import dayjs from 'dayjs';
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

/** A sheet as it was signed. `actions`: what its doctor may still do with it. */
export function SheetTable({ sheet, actions = false }: { readonly sheet: Sheet; readonly actions?: boolean }) {
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
          {actions && <SheetActions sheet={sheet} />}
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

function SheetActions({ sheet }: { readonly sheet: Sheet }) {
  const t = useText();
  const { modal } = App.useApp();
  const refreshes = ['prescriptions.'];
  const withdraw = useAct(withdrawPrescription, { refreshes });
  const insist = useAct(insistOnPrescription, { refreshes });
  const copy = useAct(copyPrescription, { refreshes });
  const ask = (title: string, act: (reason: string) => Promise<unknown>) => {
    let reason = '';
    modal.confirm({
      title,
      content: (
        <Input
          autoFocus
          maxLength={200}
          placeholder={t('prescriptions.reason')}
          onChange={({ target }) => (reason = target.value)}
        />
      ),
      okText: t('prescriptions.confirm'),
      cancelText: t('prescriptions.cancel'),
      onOk: () => act(reason).catch(() => {}),
    });
  };
  const prescriptionId = sheet.id;
  return (
    <>
      <ErrorNotice error={withdraw.error ?? insist.error ?? copy.error} />
      <Button size="small" onClick={() => window.open(`/print/prescription/${sheet.id}`, '_blank')}>
        {t('prescriptions.print')}
      </Button>
      {sheet.state === 'signed' && (
        <Button
          size="small"
          danger
          onClick={() => ask(t('prescriptions.withdraw'), (reason) => withdraw.mutateAsync({ prescriptionId, reason }))}
        >
          {t('prescriptions.withdraw')}
        </Button>
      )}
      {sheet.reviewState === 'returned' && (
        <Button
          size="small"
          onClick={() => ask(t('prescriptions.insist'), (reason) => insist.mutateAsync({ prescriptionId, reason }))}
        >
          {t('prescriptions.insist')}
        </Button>
      )}
      {['withdrawn', 'returned'].includes(sheet.state) && (
        <Button size="small" onClick={() => copy.mutate({ prescriptionId, visitId: sheet.visitId })}>
          {t('prescriptions.copy')}
        </Button>
      )}
    </>
  );
}
