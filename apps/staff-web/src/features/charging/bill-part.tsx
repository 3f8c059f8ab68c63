import { type Fen, fen, fenFromYuanText, yuanText } from '@xinglin/kernel/money';
import { billOfVisit, type ChargeItem, type Settlement, settle } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Card, Flex, Input, Result, Segmented, Skeleton, Table } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { PersonBanner } from '../patients/parts.ts';
import { CardPayment } from './card-payment.tsx';
import { changeFor } from './payment-model.ts';
import { useText } from './text.ts';

/** One bill: what is owed, how it is paid, the change to give back. */
export function BillPart({ visitId }: { readonly visitId: string }) {
  const bill = useAsk(billOfVisit, { visitId });
  const [paid, setPaid] = useState<Settlement>();
  const [orderId, setOrderId] = useState<string>();
  if (paid) return <Paid settlement={paid} />;
  if (bill.error) return <ErrorNotice error={bill.error} onAgain={() => void bill.refetch()} />;
  if (!bill.data) return <Skeleton active />;
  const paying = orderId ?? bill.data.payingOrderId;
  return (
    <>
      <PersonBanner patientId={bill.data.patientId} />
      {paying ? (
        <CardPayment
          orderId={paying}
          onSettled={() => void bill.refetch().then(() => setOrderId(undefined))}
          onFailed={() => setOrderId(undefined)}
        />
      ) : (
        <OpenBill
          visitId={visitId}
          lines={bill.data.lines}
          totalFen={bill.data.totalFen}
          onPaid={setPaid}
          onPaying={setOrderId}
        />
      )}
    </>
  );
}

interface OpenBillProps {
  readonly visitId: string;
  readonly lines: readonly ChargeItem[];
  readonly totalFen: Fen;
  readonly onPaid: (settlement: Settlement) => void;
  readonly onPaying: (orderId: string) => void;
}

function OpenBill({ visitId, lines, totalFen, onPaid, onPaying }: OpenBillProps) {
  const t = useText();
  const [method, setMethod] = useState<'cash' | 'card'>('cash');
  const [tendered, setTendered] = useState('');
  const settling = useAct(settle, {
    refreshes: ['charging.', 'prescriptions.', 'dispensing.'],
    onDone: (answer) => (answer.outcome === 'settled' ? onPaid(answer.settlement) : onPaying(answer.order.id)),
  });
  const given = tendered.trim() === '' ? totalFen : fenFromYuanText(tendered);
  const change = changeFor(totalFen, given);
  const ready = lines.length > 0 && (method === 'card' || change !== undefined);
  const pay = () => {
    if (!ready || settling.isPending) return;
    const part =
      method === 'cash'
        ? ({ method: 'cash', amountFen: totalFen, tenderedFen: given ?? totalFen } as const)
        : ({ method: 'card', amountFen: totalFen } as const);
    settling.mutate({ visitId, expectedTotalFen: totalFen, payments: totalFen === fen(0) ? [] : [part] });
  };
  useKeys([
    { keys: 'F9', label: t('charging.settle'), disabled: !ready, run: pay },
    { keys: 'F7', label: t('charging.other-way'), run: () => setMethod((now) => (now === 'cash' ? 'card' : 'cash')) },
  ]);
  return (
    <Card size="small" title={t('charging.bill')}>
      <LinesTable lines={lines} />
      <Flex justify="end" align="center" gap={16} wrap style={{ margin: '10px 0' }}>
        <span className="xl-total">{t('charging.due', { amount: yuanText(totalFen) })}</span>
        <Segmented
          value={method}
          onChange={setMethod}
          options={[
            { value: 'cash', label: t('charging.method.cash') },
            { value: 'card', label: t('charging.method.card') },
          ]}
        />
        {method === 'cash' && (
          <>
            <Input
              autoFocus
              className="xl-num"
              style={{ width: 150 }}
              inputMode="decimal"
              prefix={t('charging.tendered')}
              placeholder={yuanText(totalFen)}
              value={tendered}
              status={change === undefined ? 'error' : ''}
              aria-label={t('charging.tendered')}
              size="middle"
              onChange={({ target }) => setTendered(target.value)}
              onPressEnter={pay}
            />
            <span className="xl-total">
              {change === undefined ? t('charging.too-little') : t('charging.change', { amount: yuanText(change) })}
            </span>
          </>
        )}
        <Button type="primary" size="middle" disabled={!ready} loading={settling.isPending} onClick={pay}>
          {t('charging.settle')}
        </Button>
      </Flex>
      <ErrorNotice error={settling.error} />
    </Card>
  );
}

export function LinesTable({
  lines,
}: {
  readonly lines: readonly Pick<
    ChargeItem,
    'id' | 'category' | 'name' | 'specification' | 'unit' | 'unitPrice' | 'quantity' | 'amountFen'
  >[];
}) {
  const t = useText();
  return (
    <Table
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={[...lines]}
      locale={{ emptyText: t('charging.nothing-due') }}
      scroll={{ y: 'calc(100vh - 330px)' }}
      columns={[
        {
          title: t('charging.category'),
          dataIndex: 'category',
          width: 100,
          render: (category: ChargeItem['category']) => t(`charging.category.${category}`),
        },
        {
          title: t('charging.item'),
          render: (_, { name, specification }) => `${name}${specification ? ` ${specification}` : ''}`,
        },
        { title: t('charging.price'), width: 90, align: 'right', className: 'xl-num', dataIndex: 'unitPrice' },
        {
          title: t('charging.quantity'),
          width: 80,
          align: 'right',
          className: 'xl-num',
          render: (_, { quantity, unit }) => `${quantity}${unit}`,
        },
        {
          title: t('charging.amount'),
          width: 100,
          align: 'right',
          className: 'xl-num',
          render: (_, { amountFen }) => yuanText(amountFen),
        },
      ]}
    />
  );
}

function Paid({ settlement }: { readonly settlement: Settlement }) {
  const t = useText();
  const print = () => window.open(`/print/receipt/${settlement.id}?now`, '_blank');
  useKeys([{ keys: 'F8', label: t('charging.print'), run: print }]);
  const change = settlement.payments.find(({ changeFen }) => changeFen !== undefined)?.changeFen;
  return (
    <Card size="small">
      <Result
        status="success"
        title={t('charging.paid', { name: settlement.patientName, amount: yuanText(settlement.totalFen) })}
        subTitle={
          <>
            <div>{t('charging.receipt-number', { number: settlement.receiptNumber })}</div>
            {change !== undefined && (
              <div className="xl-total xl-strong">{t('charging.change', { amount: yuanText(change) })}</div>
            )}
          </>
        }
        extra={
          <Button type="primary" onClick={print}>
            {t('charging.print')}
          </Button>
        }
      />
    </Card>
  );
}
