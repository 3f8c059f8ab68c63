import { yuanText } from '@xinglin/kernel/money';
import { daySummary, findSettlements, type Settlement } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Button, Card, Checkbox, DatePicker, Flex, Input, Table, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { DaySummaryPart } from './day-summary-part.tsx';
import { RefundDialog } from './refund-dialog.tsx';
import { useText } from './text.ts';

/** Settlements of a day: print again, refund, and what the day comes to. */
export function Screen() {
  const t = useText();
  const me = useMe();
  const [day, setDay] = useState<Dayjs>(dayjs());
  const [number, setNumber] = useState('');
  const [mine, setMine] = useState(true);
  const [refunding, setRefunding] = useState<Settlement>();
  const date = day.format('YYYY-MM-DD');
  const found = useAsk(findSettlements, {
    ...(number.trim() ? { receiptNumber: number.trim() } : { from: date, to: date, ...(mine ? { mine: true } : {}) }),
    limit: 200,
  });
  const summary = useAsk(daySummary, { day: date });
  return (
    <Flex vertical gap={8}>
      <Card
        size="small"
        title={t('charging.settlements.title')}
        extra={
          <Flex gap={8} align="center">
            <Input
              allowClear
              className="xl-num"
              placeholder={t('charging.settlements.number')}
              value={number}
              onChange={({ target }) => setNumber(target.value)}
            />
            <DatePicker
              allowClear={false}
              value={day}
              maxDate={dayjs()}
              onChange={(chosen) => chosen && setDay(chosen)}
            />
            <Checkbox checked={mine} onChange={({ target }) => setMine(target.checked)}>
              {t('charging.settlements.mine')}
            </Checkbox>
          </Flex>
        }
      >
        <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
        <Table<Settlement>
          size="small"
          rowKey="id"
          loading={found.isLoading}
          dataSource={found.data?.settlements ?? []}
          pagination={{ size: 'small', pageSize: 15, hideOnSinglePage: true, showSizeChanger: false }}
          locale={{ emptyText: t('charging.settlements.none') }}
          columns={[
            { title: t('charging.settlements.number'), dataIndex: 'receiptNumber', className: 'xl-num' },
            {
              title: t('charging.since'),
              width: 70,
              className: 'xl-num',
              render: (_, { settledAt }) => dayjs(settledAt).format('HH:mm'),
            },
            { title: t('charging.person'), dataIndex: 'patientName' },
            {
              title: t('charging.settlements.kind'),
              width: 90,
              render: (_, { kind, stands }) => (
                <Tag color={stands ? 'green' : 'default'}>{t(`charging.kind.${kind}`)}</Tag>
              ),
            },
            {
              title: t('charging.settlements.paid-by'),
              render: (_, { payments }) => payments.map(({ method }) => t(`charging.method.${method}`)).join('、'),
            },
            {
              title: t('charging.amount'),
              align: 'right',
              className: 'xl-num',
              render: (_, { totalFen }) => yuanText(totalFen),
            },
            { title: t('charging.settlements.cashier'), dataIndex: 'cashierName' },
            { title: t('charging.settlements.reason'), dataIndex: 'reason', ellipsis: true },
            {
              width: 130,
              render: (_, settlement) => (
                <Flex gap={4}>
                  <Button
                    size="small"
                    type="link"
                    onClick={() => window.open(`/print/receipt/${settlement.id}`, '_blank')}
                  >
                    {t('charging.print')}
                  </Button>
                  {settlement.stands && 'charging.refund' in me.permissions && (
                    <Button size="small" type="link" danger onClick={() => setRefunding(settlement)}>
                      {t('charging.refund')}
                    </Button>
                  )}
                </Flex>
              ),
            },
          ]}
        />
      </Card>
      <ErrorNotice error={summary.error} />
      {summary.data && <DaySummaryPart summary={summary.data} />}
      {refunding && <RefundDialog settlement={refunding} onClose={() => setRefunding(undefined)} />}
    </Flex>
  );
}
