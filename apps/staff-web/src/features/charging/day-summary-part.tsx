import { yuanText } from '@xinglin/kernel/money';
import type { OutputOf } from '@xinglin/kernel/operation';
import type { daySummary } from '@xinglin/server/contract/charging';
import { Card, Descriptions } from 'antd';
import { useText } from './text.ts';

/** What one cashier's day comes to, by way of payment and by category. */
export function DaySummaryPart({ summary }: { readonly summary: OutputOf<typeof daySummary> }) {
  const t = useText();
  const { cashierName, charges, refunds, takenFen, refundedFen, netFen, methods, categories, cashToHandInFen } =
    summary;
  return (
    <Card size="small" title={t('charging.summary.title', { name: cashierName, day: summary.day })}>
      <Descriptions
        size="small"
        column={4}
        items={[
          { key: 'taken', label: t('charging.summary.taken', { count: charges }), children: yuanText(takenFen) },
          {
            key: 'refunded',
            label: t('charging.summary.refunded', { count: refunds }),
            children: yuanText(refundedFen),
          },
          { key: 'net', label: t('charging.summary.net'), children: yuanText(netFen) },
          { key: 'cash', label: t('charging.summary.cash'), children: <b>{yuanText(cashToHandInFen)}</b> },
          ...methods.map(({ method, netFen: net }) => ({
            key: method,
            label: t(`charging.method.${method}`),
            children: yuanText(net),
          })),
          ...categories.map(({ category, netFen: net }) => ({
            key: category,
            label: t(`charging.category.${category}`),
            children: yuanText(net),
          })),
        ]}
      />
    </Card>
  );
}
