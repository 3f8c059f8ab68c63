import { yuanText } from '@xinglin/kernel/money';
import { type Settlement, settlementsOfVisit } from '@xinglin/server/contract/charging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Card, Flex, Skeleton, Tag } from 'antd';
import dayjs from 'dayjs';
import { useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

/** What was paid and given back for one visit. */
export function SettlementsOfVisit({ visitId }: { readonly visitId: string }) {
  const t = useText();
  const found = useAsk(settlementsOfVisit, { visitId }, { staleTime: 30_000 });
  if (found.error) return <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 1 }} />;
  const { settlements } = found.data;
  if (settlements.length === 0) return <span className="xl-dim">{t('charging.settlements.none-of-visit')}</span>;
  return (
    <Card size="small" title={t('charging.settlements.title')}>
      {settlements.map((settlement) => (
        <SettlementLine key={settlement.id} settlement={settlement} />
      ))}
    </Card>
  );
}

function SettlementLine({ settlement }: { readonly settlement: Settlement }) {
  const t = useText();
  const { kind, stands, receiptNumber, totalFen, settledAt, cashierName, reason, lines } = settlement;
  return (
    <div>
      <Flex gap={8} align="center">
        <Tag color={stands ? 'green' : 'default'}>{t(`charging.kind.${kind}`)}</Tag>
        <span className="xl-num">{receiptNumber}</span>
        <span className="xl-num xl-dim">{dayjs(settledAt).format('YYYY-MM-DD HH:mm')}</span>
        <span className="xl-dim">{cashierName}</span>
        {reason && <span className="xl-dim">{reason}</span>}
        <b className="xl-num xl-end">¥{yuanText(totalFen)}</b>
      </Flex>
      <div className="xl-dim">
        {lines
          .map(({ name, quantity, unit, amountFen }) => `${name} ${quantity}${unit} ¥${yuanText(amountFen)}`)
          .join('；')}
      </div>
    </div>
  );
}
