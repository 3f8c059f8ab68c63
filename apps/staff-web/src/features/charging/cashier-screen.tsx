import { yuanText } from '@xinglin/kernel/money';
import type { OutputOf } from '@xinglin/kernel/operation';
import { openBills } from '@xinglin/server/contract/charging';
import { ErrorNotice, useErrorText } from '@xinglin/ui/error-text';
import { useListKeys } from '@xinglin/ui/list-keys';
import { App, Card, Empty, Flex, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { call, useAsk, useLive } from '../../server-api.ts';
import { PersonSearch } from '../patients/parts.ts';
import { BillPart } from './bill-part.tsx';
import { inOrder } from './bills-model.ts';
import { useText } from './text.ts';

type Bill = OutputOf<typeof openBills>['bills'][number];

/** The cashier's window: open bills at the left, the one being paid at the right. */
export function Screen() {
  const t = useText();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<string>();
  const bills = useAsk(openBills, { limit: 200 }, { refetchInterval: 10_000 });
  useLive(['charging.bills'], ['charging.']);
  const today = dayjs().startOf('day').toISOString();
  const list = useMemo(() => inOrder(bills.data?.bills ?? [], today), [bills.data, today]);
  useListKeys({
    items: list,
    isChosen: ({ visitId }) => visitId === chosen,
    onChoose: ({ visitId }) => setChosen(visitId),
    labels: { next: t('charging.next'), previous: t('charging.previous') },
  });
  const find = async ({ id, name }: { readonly id: string; readonly name: string }) => {
    try {
      const found = await call(openBills, { patientId: id, limit: 1 });
      if (found.bills[0]) setChosen(found.bills[0].visitId);
      else void message.info(t('charging.none-of', { name }));
    } catch (error) {
      void message.error(errorText(error));
    }
  };
  const ofToday = list.filter(({ since }) => since >= today).length;
  return (
    <Flex gap={8} align="start">
      <Card
        size="small"
        title={t('charging.open-bills', { count: ofToday })}
        extra={
          list.length > ofToday && (
            <span className="xl-dim">{t('charging.open-earlier', { count: list.length - ofToday })}</span>
          )
        }
        style={{ width: 380, flex: 'none' }}
      >
        <Flex vertical gap={8}>
          <PersonSearch
            autoFocus
            hotkey="F3"
            width={358}
            placeholder={t('charging.find')}
            onChoose={(person) => void find(person)}
          />
          <ErrorNotice error={bills.error} onAgain={() => void bills.refetch()} />
          <BillTable bills={list} today={today} chosen={chosen} loading={bills.isLoading} onChoose={setChosen} />
          {bills.data?.more && <span className="xl-dim">{t('charging.more-bills')}</span>}
        </Flex>
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

interface BillTableProps {
  readonly bills: readonly Bill[];
  /** When this day began: bills from before are dated instead of timed. */
  readonly today: string;
  readonly chosen: string | undefined;
  readonly loading: boolean;
  readonly onChoose: (visitId: string) => void;
}

function BillTable({ bills, today, chosen, loading, onChoose }: BillTableProps) {
  const t = useText();
  return (
    <Table<Bill>
      size="small"
      rowKey="visitId"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 222px)' }}
      dataSource={[...bills]}
      locale={{ emptyText: t('charging.no-bills') }}
      rowClassName={({ visitId }) => (visitId === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ visitId }) => ({ onClick: () => onChoose(visitId) })}
      columns={[
        { title: t('charging.person'), dataIndex: 'patientName', ellipsis: true },
        {
          title: t('charging.since'),
          dataIndex: 'since',
          width: 62,
          className: 'xl-num',
          render: (at: string) =>
            at >= today ? dayjs(at).format('HH:mm') : <span className="xl-dim">{dayjs(at).format('MM-DD')}</span>,
        },
        { title: t('charging.lines'), dataIndex: 'lines', width: 50, align: 'right', className: 'xl-num' },
        {
          title: t('charging.amount'),
          width: 118,
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
  );
}
