import { useQuery } from '@tanstack/react-query';
import { yuanText } from '@xinglin/kernel/money';
import { previewRefund, refund, type Settlement } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, App, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import { call, useAct } from '../../server-api.ts';
import { useRefusalText } from './refusal-text.ts';
import { useText } from './text.ts';

interface RefundProps {
  readonly settlement: Settlement;
  readonly onClose: () => void;
}

/** Choose lines, see what goes back and what stands in the way, say why, confirm. */
export function RefundDialog({ settlement, onClose }: RefundProps) {
  const t = useText();
  const { message } = App.useApp();
  const refusal = useRefusalText();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const settlementId = settlement.id;
  const lines = chosen.map((itemId) => ({ itemId }));
  const preview = useQuery({
    queryKey: [previewRefund.name, settlementId, chosen],
    queryFn: ({ signal }) => call(previewRefund, { settlementId, lines }, { signal }),
    enabled: chosen.length > 0,
    retry: false,
  });
  const refunding = useAct(refund, {
    refreshes: ['charging.', 'prescriptions.', 'dispensing.', 'visits.'],
    onDone: ({ refundedFen }) => {
      void message.success(t('charging.refund.done', { amount: yuanText(refundedFen) }), 6);
      onClose();
    },
  });
  const ready = preview.data !== undefined && !preview.data.refusedBy && reason.trim() !== '';
  return (
    <Modal
      open
      width={760}
      title={t('charging.refund.title', { number: settlement.receiptNumber, name: settlement.patientName })}
      okText={
        preview.data ? t('charging.refund.ok', { amount: yuanText(preview.data.refundFen) }) : t('charging.refund')
      }
      okButtonProps={{ danger: true, disabled: !ready }}
      cancelText={t('charging.refund.cancel')}
      confirmLoading={refunding.isPending}
      onCancel={onClose}
      onOk={() =>
        preview.data && refunding.mutate({ settlementId, lines, reason, expectedRefundFen: preview.data.refundFen })
      }
    >
      <Table
        size="small"
        rowKey="itemId"
        pagination={false}
        dataSource={settlement.lines}
        rowSelection={{
          selectedRowKeys: [...chosen],
          onChange: (keys) => setChosen(keys.map(String)),
          getCheckboxProps: ({ refundable }) => ({ disabled: !refundable }),
        }}
        columns={[
          { title: t('charging.item'), render: (_, { name, specification }) => `${name} ${specification ?? ''}` },
          {
            title: t('charging.quantity'),
            className: 'xl-num',
            align: 'right',
            render: (_, { quantity, unit }) => `${quantity}${unit}`,
          },
          {
            title: t('charging.amount'),
            className: 'xl-num',
            align: 'right',
            render: (_, { amountFen }) => yuanText(amountFen),
          },
        ]}
      />
      <Input
        style={{ marginTop: 8 }}
        maxLength={200}
        placeholder={t('charging.refund.reason')}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {preview.data?.refusedBy && <Alert type="error" showIcon title={refusal(preview.data.refusedBy)} />}
      {preview.data?.needsSupervisor && <Alert type="warning" showIcon title={t('charging.refund.supervisor')} />}
      {preview.data && !preview.data.refusedBy && (
        <Alert
          type="info"
          showIcon
          title={t('charging.refund.back', {
            ways: preview.data.back
              .map(({ method, amountFen }) => `${t(`charging.method.${method}`)} ${yuanText(amountFen)}`)
              .join('、'),
            kept: yuanText(preview.data.keptFen),
          })}
        />
      )}
      <ErrorNotice error={preview.error ?? refunding.error} />
    </Modal>
  );
}
