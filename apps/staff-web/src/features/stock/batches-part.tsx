import { keepPreviousData } from '@tanstack/react-query';
import { type BatchLine, type Location, listBatches } from '@xinglin/server/contract/stock';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, Button, Flex, Input, type InputRef, Select, Table } from 'antd';
import { memo, useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { ExpiryMark } from './expiry-mark.tsx';
import { packsText } from './quantity-words.ts';
import { useText } from './text.ts';
import { TransferDialog } from './transfer-dialog.tsx';
import { WriteOffDialog } from './write-off-dialog.tsx';

const LIMIT = 300;
const none: readonly BatchLine[] = [];

interface BatchesProps {
  readonly place: Location;
  readonly locations: readonly Location[];
}

/** Batches of one location, the earliest expiry first; what is ticked can be moved or written off. */
export function BatchesPart({ place, locations }: BatchesProps) {
  const t = useText();
  const me = useMe();
  const search = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [months, setMonths] = useState<number>();
  // Whole lines, so that what was ticked before another search is still there.
  const [picked, setPicked] = useState(none);
  const [open, setOpen] = useState<'transfer' | 'write-off'>();
  const wanted = useDeferredValue(text.trim());
  const found = useAsk(
    listBatches,
    {
      locationId: place.id,
      limit: LIMIT,
      ...(wanted ? { text: wanted } : {}),
      ...(months === undefined ? {} : { expiringWithinMonths: months }),
    },
    { placeholderData: keepPreviousData },
  );
  const batches = found.data?.batches ?? none;
  const mayTransfer = 'stock.transfer' in me.permissions;
  const mayWriteOff = 'stock.write-off' in me.permissions;
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    setPicked(none);
  };
  useKeys([
    { keys: 'F4', label: t('stock.search'), run: () => search.current?.focus({ cursor: 'all' }) },
    {
      keys: 'F8',
      label: t('stock.transfer'),
      disabled: picked.length === 0 || !mayTransfer,
      quiet: !mayTransfer,
      run: () => setOpen('transfer'),
    },
    {
      keys: 'F9',
      label: t('stock.write-off'),
      disabled: picked.length === 0 || !mayWriteOff,
      quiet: !mayWriteOff,
      run: () => setOpen('write-off'),
    },
  ]);
  return (
    <Flex vertical gap={8}>
      <Flex gap={8} align="center">
        <Input
          ref={search}
          autoFocus
          allowClear
          style={{ width: 280 }}
          placeholder={t('stock.search-hint')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Select
          allowClear
          style={{ width: 160 }}
          placeholder={t('stock.any-expiry')}
          value={months ?? null}
          onChange={(value) => setMonths(value ?? undefined)}
          options={[
            { value: 0, label: t('stock.only-expired') },
            ...[1, 3, 6, 12].map((value) => ({ value, label: t('stock.within-months', { months: value }) })),
          ]}
        />
        <span className="xl-grow" />
        {picked.length > 0 && <span className="xl-num">{t('stock.picked', { count: picked.length })}</span>}
        {mayTransfer && (
          <Button disabled={picked.length === 0} onClick={() => setOpen('transfer')}>
            {t('stock.transfer')}
          </Button>
        )}
        {mayWriteOff && (
          <Button danger disabled={picked.length === 0} onClick={() => setOpen('write-off')}>
            {t('stock.write-off')}
          </Button>
        )}
      </Flex>
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      {found.data?.more && <Alert type="info" showIcon title={t('stock.more-batches', { count: LIMIT })} />}
      <BatchTable
        batches={batches}
        loading={found.isLoading}
        filtered={wanted !== '' || months !== undefined}
        {...(mayTransfer || mayWriteOff ? { picked, onPicked: setPicked } : {})}
      />
      {open === 'transfer' && (
        <TransferDialog place={place} locations={locations} batches={picked} onDone={done} onClose={close} />
      )}
      {open === 'write-off' && <WriteOffDialog place={place} batches={picked} onDone={done} onClose={close} />}
    </Flex>
  );
}

interface BatchTableProps {
  readonly batches: readonly BatchLine[];
  readonly loading: boolean;
  readonly filtered: boolean;
  readonly picked?: readonly BatchLine[];
  readonly onPicked?: (batches: readonly BatchLine[]) => void;
}

/** Drawn again only when its rows change: the search box above is typed into. */
const BatchTable = memo(function BatchTable({ batches, loading, filtered, picked, onPicked }: BatchTableProps) {
  const t = useText();
  return (
    <Table<BatchLine>
      size="small"
      rowKey="batchId"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 260px)' }}
      dataSource={[...batches]}
      locale={{ emptyText: t(filtered ? 'stock.nothing-found' : 'stock.empty') }}
      {...(picked && onPicked
        ? {
            rowSelection: {
              columnWidth: 36,
              preserveSelectedRowKeys: true,
              selectedRowKeys: picked.map(({ batchId }) => batchId),
              onChange: (_, lines) => onPicked(lines),
            },
          }
        : {})}
      columns={[
        {
          title: t('stock.drug'),
          render: (_, { drugName, specification, manufacturer }) => (
            <>
              <b>{drugName}</b> {specification}
              <div className="xl-dim">{manufacturer}</div>
            </>
          ),
        },
        { title: t('stock.batch-number'), dataIndex: 'batchNumber', width: 120, className: 'xl-num' },
        { title: t('stock.expires-on'), width: 220, render: (_, batch) => <ExpiryMark batch={batch} /> },
        {
          title: t('stock.on-hand'),
          width: 130,
          align: 'right',
          className: 'xl-num',
          render: (_, batch) => (
            <>
              <b>
                {batch.onHand}
                {batch.dispensingUnit}
              </b>
              <div className="xl-dim">{packsText(batch.onHand, batch)}</div>
            </>
          ),
        },
        {
          title: t('stock.reserved'),
          width: 90,
          align: 'right',
          className: 'xl-num',
          render: (_, { reserved, dispensingUnit }) => (reserved === '0' ? '' : `${reserved}${dispensingUnit}`),
        },
        {
          title: t('stock.available'),
          width: 100,
          align: 'right',
          className: 'xl-num',
          render: (_, { available, dispensingUnit }) => `${available}${dispensingUnit}`,
        },
        {
          title: t('stock.price'),
          width: 90,
          align: 'right',
          className: 'xl-num',
          render: (_, { purchasePrice }) => `¥${purchasePrice}`,
        },
        { title: t('stock.supplier'), dataIndex: 'supplier', width: 120, ellipsis: true },
      ]}
    />
  );
});
