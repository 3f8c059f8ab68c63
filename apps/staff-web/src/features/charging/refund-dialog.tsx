import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { yuanText } from '@xinglin/kernel/money';
import { previewRefund, refund, type Settlement } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useFocusBack } from '@xinglin/ui/focus-back';
import { Alert, App, Flex, Input, Modal, Table } from 'antd';
import { useRef, useState } from 'react';
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
  useFocusBack();
  const { message } = App.useApp();
  const table = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const settlementId = settlement.id;
  const lines = chosen.map((itemId) => ({ itemId }));
  const preview = useRefundPreview(settlementId, chosen);
  const refunding = useAct(refund, {
    refreshes: ['charging.', 'prescriptions.', 'dispensing.', 'visits.'],
    onDone: ({ refundedFen }) => {
      void message.success(t('charging.refund.done', { amount: yuanText(refundedFen) }), 6);
      onClose();
    },
  });
  const known = chosen.length > 0 && !preview.isPlaceholderData ? preview.data : undefined;
  const ready = known !== undefined && !known.refusedBy && reason.trim() !== '' && !refunding.isPending;
  const confirm = () => {
    if (known && ready)
      refunding.mutate({ settlementId, lines, reason: reason.trim(), expectedRefundFen: known.refundFen });
  };
  return (
    <Modal
      open
      width={760}
      title={t('charging.refund.title', { number: settlement.receiptNumber, name: settlement.patientName })}
      okText={known ? t('charging.refund.ok', { amount: yuanText(known.refundFen) }) : t('charging.refund')}
      okButtonProps={{ danger: true, disabled: !ready }}
      cancelText={t('charging.refund.cancel')}
      confirmLoading={refunding.isPending}
      onCancel={onClose}
      onOk={confirm}
      // The space bar then chooses all lines, the Tab key goes on to single ones and to the reason.
      afterOpenChange={(open) => open && table.current?.querySelector<HTMLElement>('input[type=checkbox]')?.focus()}
    >
      <Flex vertical gap={8}>
        <div ref={table}>
          <RefundLines settlement={settlement} chosen={chosen} onChoose={setChosen} />
        </div>
        <Input
          maxLength={200}
          aria-label={t('charging.refund.reason')}
          placeholder={t('charging.refund.reason')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          onPressEnter={confirm}
        />
        {known && <PreviewNotice preview={known} />}
        <ErrorNotice error={chosen.length > 0 ? (preview.error ?? refunding.error) : undefined} />
      </Flex>
    </Modal>
  );
}

const useRefundPreview = (settlementId: string, chosen: readonly string[]) =>
  useQuery({
    queryKey: [previewRefund.name, settlementId, chosen],
    queryFn: ({ signal }) =>
      call(previewRefund, { settlementId, lines: chosen.map((itemId) => ({ itemId })) }, { signal }),
    enabled: chosen.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });

type Preview = NonNullable<ReturnType<typeof useRefundPreview>['data']>;

/** What will happen, or what stands in the way. */
function PreviewNotice({ preview }: { readonly preview: Preview }) {
  const t = useText();
  const refusal = useRefusalText();
  if (preview.refusedBy) return <Alert type="error" showIcon role="alert" title={refusal(preview.refusedBy)} />;
  const ways = preview.back
    .map(({ method, amountFen }) => `${t(`charging.method.${method}`)} ¥${yuanText(amountFen)}`)
    .join('、');
  return (
    <>
      {preview.needsSupervisor && <Alert type="warning" showIcon title={t('charging.refund.supervisor')} />}
      <Alert
        type="info"
        showIcon
        title={
          preview.keptFen === 0
            ? t('charging.refund.back', { ways })
            : t('charging.refund.back-part', { ways, kept: yuanText(preview.keptFen) })
        }
      />
    </>
  );
}

interface RefundLinesProps {
  readonly settlement: Settlement;
  readonly chosen: readonly string[];
  readonly onChoose: (itemIds: readonly string[]) => void;
}

function RefundLines({ settlement, chosen, onChoose }: RefundLinesProps) {
  const t = useText();
  return (
    <Table
      size="small"
      rowKey="itemId"
      pagination={false}
      dataSource={settlement.lines}
      scroll={{ y: 320 }}
      rowSelection={{
        selectedRowKeys: [...chosen],
        onChange: (keys) => onChoose(keys.map(String)),
        getCheckboxProps: ({ refundable, name }) => ({ disabled: !refundable, 'aria-label': name }),
      }}
      columns={[
        { title: t('charging.item'), render: (_, { name, specification }) => `${name} ${specification ?? ''}` },
        {
          title: t('charging.quantity'),
          width: 100,
          className: 'xl-num',
          align: 'right',
          render: (_, { quantity, unit }) => `${quantity}${unit}`,
        },
        {
          title: t('charging.amount'),
          width: 110,
          className: 'xl-num',
          align: 'right',
          render: (_, { amountFen }) => yuanText(amountFen),
        },
      ]}
    />
  );
}
