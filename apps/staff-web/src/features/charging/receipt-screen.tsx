import { useParams } from '@tanstack/react-router';
import { yuanText } from '@xinglin/kernel/money';
import type { OutputOf } from '@xinglin/kernel/operation';
import { receipt } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Paper } from '@xinglin/ui/paper';
import { Skeleton } from 'antd';
import dayjs from 'dayjs';
import { useAsk } from '../../server-api.ts';
import './receipt.css';
import { useText } from './text.ts';

/** The receipt on an 80 mm roll. */
export function Screen() {
  const { settlementId } = useParams({ strict: false }) as { settlementId: string };
  const data = useAsk(receipt, { settlementId }, { staleTime: Number.POSITIVE_INFINITY });
  if (data.error) return <ErrorNotice error={data.error} onAgain={() => void data.refetch()} />;
  if (!data.data) return <Skeleton active />;
  return (
    <Paper size="roll-80" printWhenReady={new URLSearchParams(window.location.search).has('now')}>
      <ReceiptPaper receipt={data.data} />
    </Paper>
  );
}

function ReceiptPaper({
  receipt: { institutionName, settlement, visitNumber, categories, totalInCapitals },
}: {
  readonly receipt: OutputOf<typeof receipt>;
}) {
  const t = useText();
  const row = (name: string, value: string) => (
    <div className="xl-receipt-row">
      <span>{name}</span>
      <span>{value}</span>
    </div>
  );
  return (
    <div className="xl-receipt">
      <h1>{institutionName}</h1>
      <h2>{t(settlement.kind === 'reversal' ? 'charging.paper.refund' : 'charging.paper.title')}</h2>
      {row(t('charging.paper.number'), settlement.receiptNumber)}
      {settlement.originalReceiptNumber && row(t('charging.paper.original'), settlement.originalReceiptNumber)}
      {row(t('charging.person'), settlement.patientName)}
      {visitNumber && row(t('charging.paper.visit'), visitNumber)}
      {row(t('charging.paper.time'), dayjs(settlement.settledAt).format('YYYY-MM-DD HH:mm'))}
      <hr />
      {settlement.lines.map(({ itemId, name, specification, quantity, unit, amountFen }) => (
        <div key={itemId} className="xl-receipt-line">
          <div>
            {name} {specification}
          </div>
          {row(`${quantity}${unit}`, yuanText(amountFen))}
        </div>
      ))}
      <hr />
      {categories.map(({ category, amountFen }) => (
        <div key={category}>{row(t(`charging.category.${category}`), yuanText(amountFen))}</div>
      ))}
      <hr />
      <div className="xl-receipt-total">{row(t('charging.paper.total'), `¥${yuanText(settlement.totalFen)}`)}</div>
      <div>{totalInCapitals}</div>
      {settlement.payments.map(({ method, amountFen, tenderedFen, changeFen }) => (
        <div key={method}>
          {row(t(`charging.method.${method}`), yuanText(amountFen))}
          {tenderedFen !== undefined && row(t('charging.tendered'), yuanText(tenderedFen))}
          {changeFen !== undefined && row(t('charging.paper.change'), yuanText(changeFen))}
        </div>
      ))}
      {row(t('charging.settlements.cashier'), settlement.cashierName)}
      <p>{t('charging.paper.keep')}</p>
    </div>
  );
}
