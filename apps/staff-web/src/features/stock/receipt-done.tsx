import type { OutputOf } from '@xinglin/kernel/operation';
import type { Location, receiveGoods } from '@xinglin/server/contract/stock';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, Button, Card, Flex, Table } from 'antd';
import { packsText } from './quantity-words.ts';
import { type Receipt, totalCost } from './receipt-model.ts';
import { useText } from './text.ts';

interface ReceiptDoneProps {
  readonly place: Location;
  readonly receipt: Receipt;
  readonly answer: OutputOf<typeof receiveGoods>;
  readonly onNext: () => void;
}

/** What came in and what is there now; warnings stopped nothing and are there to be read. */
export function ReceiptDone({ place, receipt, answer, onNext }: ReceiptDoneProps) {
  const t = useText();
  useKeys([{ keys: 'F2', label: t('stock.receipt.next'), run: onNext }]);
  return (
    <Card size="small" title={t('stock.receipt.done', { place: place.name, count: answer.lines.length })}>
      <Flex vertical gap={8}>
        {answer.warnings.map(({ line, code, facts }) => (
          <Alert
            key={`${line}${code}`}
            type="warning"
            showIcon
            title={
              code === 'stock.short-shelf-life'
                ? t('stock.receipt.short-warning', {
                    drug: receipt.lines[line]?.drug.name ?? '',
                    batch: receipt.lines[line]?.batchNumber ?? '',
                    date: String(facts.expiresOn),
                    months: Number(facts.months),
                  })
                : code
            }
          />
        ))}
        <Table
          size="small"
          rowKey={(line) => `${line.batchId}${line.quantity}`}
          pagination={false}
          scroll={{ y: 'calc(100vh - 300px)' }}
          dataSource={answer.lines.map((line, index) => ({ ...line, typed: receipt.lines[index] }))}
          columns={[
            {
              title: t('stock.drug'),
              render: (_, { typed }) => `${typed?.drug.name ?? ''} ${typed?.drug.specification ?? ''}`,
            },
            { title: t('stock.batch-number'), className: 'xl-num', render: (_, { typed }) => typed?.batchNumber },
            {
              title: t('stock.receipt.came-in'),
              align: 'right',
              className: 'xl-num',
              render: (_, { quantity, typed }) => (typed ? packsText(quantity, typed.drug) : quantity),
            },
            {
              title: t('stock.on-hand'),
              align: 'right',
              className: 'xl-num',
              render: (_, { onHand, typed }) => (typed ? packsText(onHand, typed.drug) : onHand),
            },
          ]}
        />
        <Flex gap={12} align="center" justify="end">
          <span className="xl-total">
            {t('stock.receipt.total', { count: receipt.lines.length, amount: totalCost(receipt.lines) })}
          </span>
          <Button type="primary" autoFocus onClick={onNext}>
            {t('stock.receipt.next')}
          </Button>
        </Flex>
      </Flex>
    </Card>
  );
}
