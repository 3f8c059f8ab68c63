import type { OutputOf } from '@xinglin/kernel/operation';
import type { BatchLine, countStock, Location } from '@xinglin/server/contract/stock';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Card, Empty, Flex, Input, Skeleton, Table } from 'antd';
import { type KeyboardEvent, memo } from 'react';
import './stock.css';
import { type Counted, type Counts, differenceOf, findingOf } from './count-model.ts';
import { ExpiryMark } from './expiry-mark.tsx';
import { packsText } from './quantity-words.ts';
import { useText } from './text.ts';

interface CountTableProps {
  readonly batches: readonly BatchLine[];
  readonly loading: boolean;
  readonly counts: Counts;
  /** Hides the book balance and the difference, so that nobody counts what the book says. */
  readonly blind: boolean;
  readonly onCount: (batch: BatchLine, typed: string) => void;
}

/** Enter and the arrow keys go down the shelf. */
function walkRows(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || event.altKey || event.nativeEvent.isComposing) return;
  const fields = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input')];
  const at = fields.indexOf(event.target as HTMLInputElement);
  if (at < 0) return;
  event.preventDefault();
  fields[at + by]?.focus();
}

/**
 * A plain table with rows that redraw one by one: a shelf has hundreds of batches, and every keystroke must be answered
 * at once.
 */
export function CountTable({ batches, loading, counts, blind, onCount }: CountTableProps) {
  const t = useText();
  if (loading) return <Skeleton active />;
  if (batches.length === 0) return <Empty description={t('stock.empty')} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields inside, which are inputs.
    <div onKeyDown={walkRows} className="xl-count">
      <table className="xl-sheet">
        <thead>
          <tr>
            <th>{t('stock.drug')}</th>
            <th>{t('stock.batch-number')}</th>
            <th>{t('stock.expires-on')}</th>
            {!blind && <th style={{ textAlign: 'right' }}>{t('stock.count.book')}</th>}
            <th>{t('stock.count.counted')}</th>
            <th>{t('stock.count.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <CountRow
              key={batch.batchId}
              batch={batch}
              counted={counts[batch.batchId]}
              blind={blind}
              onCount={onCount}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CountRowProps extends Pick<CountTableProps, 'blind' | 'onCount'> {
  readonly batch: BatchLine;
  readonly counted: Counted | undefined;
}

const CountRow = memo(function CountRow({ batch, counted, blind, onCount }: CountRowProps) {
  const t = useText();
  const finding = findingOf(batch, counted);
  return (
    <tr>
      <td>
        <b>{batch.drugName}</b> {batch.specification}
      </td>
      <td className="xl-num">{batch.batchNumber}</td>
      <td>
        <ExpiryMark batch={batch} />
      </td>
      {!blind && (
        <td className="xl-num" style={{ textAlign: 'right' }}>
          {batch.onHand}
          {batch.dispensingUnit} <div className="xl-dim">{packsText(batch.onHand, batch)}</div>
        </td>
      )}
      <td style={{ width: 130 }}>
        <Input
          className="xl-num"
          inputMode="decimal"
          aria-label={`${batch.drugName} ${batch.batchNumber} ${t('stock.count.counted')}`}
          suffix={batch.dispensingUnit}
          status={finding === 'unreadable' ? 'error' : ''}
          value={counted?.typed ?? ''}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => onCount(batch, target.value)}
        />
      </td>
      <td className="xl-num" style={{ width: 230 }}>
        <FindingWords batch={batch} counted={counted} blind={blind} />
      </td>
    </tr>
  );
});

interface FindingProps {
  readonly batch: BatchLine;
  readonly counted: Counted | undefined;
  readonly blind: boolean;
}

function FindingWords({ batch, counted, blind }: FindingProps) {
  const t = useText();
  const finding = findingOf(batch, counted);
  if (finding === 'not-counted') return <span className="xl-dim">{t('stock.count.not-counted')}</span>;
  if (finding === 'unreadable') return <b className="xl-verdict-critical-low">{t('stock.count.unreadable')}</b>;
  if (finding === 'moved') {
    const book = counted?.book ?? '';
    return <b className="xl-verdict-critical-low">{t('stock.count.moved', { book, now: batch.onHand })}</b>;
  }
  if (blind) return t('stock.count.is-counted');
  if (finding === 'equal') return <span className="xl-verdict-normal">{t('stock.count.equal')}</span>;
  const difference = (counted && differenceOf(counted)) ?? '0';
  return finding === 'gain' ? (
    <b className="xl-verdict-high">{t('stock.count.gain', { quantity: difference, unit: batch.dispensingUnit })}</b>
  ) : (
    <b className="xl-verdict-low">
      {t('stock.count.loss', { quantity: difference.replace('-', ''), unit: batch.dispensingUnit })}
    </b>
  );
}

interface CountDoneProps {
  readonly place: Location;
  readonly batches: readonly BatchLine[];
  readonly answer: OutputOf<typeof countStock>;
  readonly onNext: () => void;
}

/** What the count changed, line by line. */
export function CountDone({ place, batches, answer, onNext }: CountDoneProps) {
  const t = useText();
  const differing = answer.lines.filter(({ difference }) => difference !== '0');
  const batchOf = (batchId: string) => batches.find((batch) => batch.batchId === batchId);
  useKeys([{ keys: 'F2', label: t('stock.count.next'), run: onNext }]);
  return (
    <Card
      size="small"
      title={t('stock.count.done', { place: place.name, count: answer.lines.length, differing: differing.length })}
    >
      <Table
        size="small"
        rowKey="batchId"
        pagination={false}
        scroll={{ y: 'calc(100vh - 260px)' }}
        dataSource={differing}
        locale={{ emptyText: t('stock.count.all-equal') }}
        columns={[
          {
            title: t('stock.drug'),
            render: (_, { batchId }) => {
              const batch = batchOf(batchId);
              return batch ? `${batch.drugName} ${batch.specification}` : batchId;
            },
          },
          {
            title: t('stock.batch-number'),
            className: 'xl-num',
            render: (_, { batchId }) => batchOf(batchId)?.batchNumber,
          },
          { title: t('stock.count.book'), dataIndex: 'book', align: 'right', className: 'xl-num' },
          { title: t('stock.count.counted'), dataIndex: 'counted', align: 'right', className: 'xl-num' },
          { title: t('stock.count.difference'), dataIndex: 'difference', align: 'right', className: 'xl-num' },
        ]}
      />
      <Flex justify="end" style={{ marginTop: 8 }}>
        <Button type="primary" autoFocus onClick={onNext}>
          {t('stock.count.next')}
        </Button>
      </Flex>
    </Card>
  );
}
