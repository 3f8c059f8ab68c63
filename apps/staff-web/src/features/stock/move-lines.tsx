import type { BatchLine } from '@xinglin/server/contract/stock';
import { Input, Table } from 'antd';
import { packsText, readQuantity } from './quantity-words.ts';
import { useText } from './text.ts';

export type Amounts = Readonly<Record<string, string>>;

/** All that may be moved stands as the usual answer; with nothing promised of an expired batch that is all of it. */
export const allAvailable = (batches: readonly BatchLine[]): Amounts =>
  Object.fromEntries(batches.map(({ batchId, available }) => [batchId, available]));

/** Lines to send; undefined while there is none or one of them is no quantity. */
export function moveLinesOf(batches: readonly BatchLine[], amounts: Amounts) {
  const lines = batches.map(({ batchId }) => ({ batchId, quantity: readQuantity(amounts[batchId] ?? '') }));
  return lines.length > 0 &&
    lines.every((line): line is { batchId: string; quantity: NonNullable<typeof line.quantity> } => !!line.quantity)
    ? lines
    : undefined;
}

interface MoveLinesProps {
  readonly batches: readonly BatchLine[];
  readonly amounts: Amounts;
  readonly onChange: (amounts: Amounts) => void;
}

/** How much of each chosen batch. */
export function MoveLines({ batches, amounts, onChange }: MoveLinesProps) {
  const t = useText();
  return (
    <Table<BatchLine>
      size="small"
      rowKey="batchId"
      pagination={false}
      scroll={{ y: 300 }}
      dataSource={[...batches]}
      columns={[
        {
          title: t('stock.drug'),
          render: (_, { drugName, specification }) => `${drugName} ${specification}`,
        },
        { title: t('stock.batch-number'), dataIndex: 'batchNumber', width: 120, className: 'xl-num' },
        {
          title: t('stock.available'),
          width: 120,
          className: 'xl-num',
          render: (_, batch) => packsText(batch.available, batch),
        },
        {
          title: t('stock.quantity'),
          width: 130,
          render: (_, { batchId, dispensingUnit, drugName }, index) => (
            <Input
              autoFocus={index === 0}
              className="xl-num"
              inputMode="decimal"
              aria-label={`${drugName} ${t('stock.quantity')}`}
              suffix={dispensingUnit}
              status={readQuantity(amounts[batchId] ?? '') === undefined ? 'error' : ''}
              value={amounts[batchId] ?? ''}
              onFocus={({ target }) => target.select()}
              onChange={({ target }) => onChange({ ...amounts, [batchId]: target.value })}
            />
          ),
        },
      ]}
    />
  );
}
