import { yuanText } from '@xinglin/kernel/money';
import { openBills } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Card, Empty, Flex, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAsk, useLive } from '../../server-api.ts';
import { BillPart } from './bill-part.tsx';
import { useText } from './text.ts';

/** The cashier's window: open bills at the left, the one being paid at the right. */
export function Screen() {
  const t = useText();
  const [chosen, setChosen] = useState<string>();
  const bills = useAsk(openBills, { limit: 200 }, { refetchInterval: 10_000 });
  useLive(['charging.bills'], ['charging.']);
  const list = bills.data?.bills ?? [];
  const step = (by: number) => {
    const at = list.findIndex(({ visitId }) => visitId === chosen);
    setChosen(list[Math.min(list.length - 1, Math.max(0, at + by))]?.visitId);
  };
  useKeys([
    { keys: 'Alt+ArrowDown', label: t('charging.next'), run: () => step(1) },
    { keys: 'Alt+ArrowUp', label: t('charging.previous'), run: () => step(-1) },
  ]);
  return (
    <Flex gap={8} align="start">
      <Card size="small" title={t('charging.open-bills', { count: list.length })} style={{ width: 380, flex: 'none' }}>
        <ErrorNotice error={bills.error} onAgain={() => void bills.refetch()} />
        <Table
          size="small"
          rowKey="visitId"
          loading={bills.isLoading}
          pagination={false}
          scroll={{ y: 'calc(100vh - 190px)' }}
          dataSource={list}
          locale={{ emptyText: t('charging.no-bills') }}
          rowClassName={({ visitId }) => (visitId === chosen ? 'xl-row-chosen' : 'xl-row')}
          onRow={({ visitId }) => ({ onClick: () => setChosen(visitId) })}
          columns={[
            { title: t('charging.person'), dataIndex: 'patientName', ellipsis: true },
            {
              title: t('charging.since'),
              dataIndex: 'since',
              width: 60,
              className: 'xl-num',
              render: (at: string) => dayjs(at).format('HH:mm'),
            },
            { title: t('charging.lines'), dataIndex: 'lines', width: 50, className: 'xl-num' },
            {
              title: t('charging.amount'),
              width: 110,
              align: 'right',
              className: 'xl-num',
              render: (_, { totalFen, paying }) => (
                <>
                  {paying && <Tag color="blue">{t('charging.paying')}</Tag>}
                  {yuanText(totalFen)}
                </>
              ),
            },
          ]}
        />
      </Card>
      <div style={{ flex: 1, minWidth: 0 }}>
        {chosen ? (
          <BillPart key={chosen} visitId={chosen} />
        ) : (
          <Empty description={t(list.length > 0 ? 'charging.choose' : 'charging.no-bills')} style={{ marginTop: 80 }} />
        )}
      </div>
    </Flex>
  );
}
