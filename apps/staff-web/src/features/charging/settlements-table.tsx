import { yuanText } from '@xinglin/kernel/money';
import type { Settlement } from '@xinglin/server/contract/charging';
import { Button, Flex, Table, type TableColumnsType, Tag } from 'antd';
import dayjs from 'dayjs';
import { useText } from './text.ts';

export const printReceipt = (settlementId: string): void => {
  window.open(`/print/receipt/${settlementId}`, '_blank');
};

interface SettlementsTableProps {
  readonly settlements: readonly Settlement[];
  readonly loading: boolean;
  readonly chosen: string | undefined;
  readonly onChoose: (settlementId: string) => void;
  /** Left out for those who may not give money back. */
  readonly onRefund?: (settlement: Settlement) => void;
}

/** Settlements as they were booked. One that was taken back stays in the list, struck through in words. */
export function SettlementsTable({ settlements, loading, chosen, onChoose, onRefund }: SettlementsTableProps) {
  const t = useText();
  return (
    <Table<Settlement>
      size="small"
      rowKey="id"
      loading={loading}
      dataSource={[...settlements]}
      pagination={false}
      scroll={{ y: 'calc(100vh - 340px)' }}
      locale={{ emptyText: t('charging.settlements.none') }}
      rowClassName={({ id }) => (id === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ id }) => ({ onClick: () => onChoose(id) })}
      columns={[...useFacts(), ...useMoney(), actions(t, onRefund)]}
    />
  );
}

function useFacts(): TableColumnsType<Settlement> {
  const t = useText();
  return [
    { title: t('charging.settlements.number'), dataIndex: 'receiptNumber', width: 130, className: 'xl-num' },
    {
      title: t('charging.since'),
      width: 96,
      className: 'xl-num',
      render: (_, { settledAt }) => dayjs(settledAt).format('MM-DD HH:mm'),
    },
    { title: t('charging.person'), dataIndex: 'patientName', width: 110, ellipsis: true },
    {
      title: t('charging.settlements.kind'),
      width: 130,
      render: (_, { kind, stands }) => (
        <>
          <Tag color={stands ? 'green' : 'default'}>{t(`charging.kind.${kind}`)}</Tag>
          {!stands && kind !== 'reversal' && <span className="xl-dim">{t('charging.settlements.taken-back')}</span>}
        </>
      ),
    },
  ];
}

function useMoney(): TableColumnsType<Settlement> {
  const t = useText();
  return [
    {
      title: t('charging.settlements.paid-by'),
      width: 110,
      render: (_, { payments }) => payments.map(({ method }) => t(`charging.method.${method}`)).join('、'),
    },
    {
      title: t('charging.amount'),
      width: 100,
      align: 'right',
      className: 'xl-num',
      render: (_, { totalFen }) => yuanText(totalFen),
    },
    { title: t('charging.settlements.cashier'), dataIndex: 'cashierName', width: 100, ellipsis: true },
    {
      title: t('charging.settlements.reason'),
      ellipsis: true,
      render: (_, { reason, originalReceiptNumber }) =>
        [reason, originalReceiptNumber && t('charging.settlements.of', { number: originalReceiptNumber })]
          .filter(Boolean)
          .join(' · '),
    },
  ];
}

const actions = (
  t: ReturnType<typeof useText>,
  onRefund: SettlementsTableProps['onRefund'],
): TableColumnsType<Settlement>[number] => ({
  width: 120,
  render: (_, settlement) => (
    <Flex gap={4}>
      <Button size="small" type="link" onClick={() => printReceipt(settlement.id)}>
        {t('charging.print-again')}
      </Button>
      {settlement.stands && onRefund && (
        <Button size="small" type="link" danger onClick={() => onRefund(settlement)}>
          {t('charging.refund')}
        </Button>
      )}
    </Flex>
  ),
});
