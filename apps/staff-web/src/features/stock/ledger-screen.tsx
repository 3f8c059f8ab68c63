import { useInfiniteQuery } from '@tanstack/react-query';
import type { OutputOf } from '@xinglin/kernel/operation';
import type { FoundDrug } from '@xinglin/server/contract/catalog';
import { listMovements, type Movement, type MovementKind, movementKind } from '@xinglin/server/contract/stock';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Button, Card, DatePicker, Flex, Select, Table, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { call } from '../../server-api.ts';
import { DrugSelect } from '../catalog/parts.ts';
import { packsText } from './quantity-words.ts';
import { useText } from './text.ts';
import { usePlace } from './use-place.ts';

const PAGE = 100;

interface Filters {
  readonly locationId?: string | undefined;
  readonly kind?: MovementKind | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Every movement of goods, newest first; each one names what it was for and who made it. */
export function Screen() {
  const t = useText();
  const { locations, error } = usePlace();
  const [drug, setDrug] = useState<FoundDrug>();
  const [filters, setFilters] = useState<Filters>({});
  const asked = { ...filters, drugId: drug?.id, limit: PAGE };
  const found = useInfiniteQuery<OutputOf<typeof listMovements>, Error, Movement[], unknown[], string | undefined>({
    queryKey: [listMovements.name, asked],
    queryFn: ({ pageParam: before, signal }) =>
      call(listMovements, { ...asked, ...(before ? { before } : {}) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (page) => (page.more ? page.movements.at(-1)?.id : undefined),
    select: ({ pages }) => pages.flatMap(({ movements }) => movements),
  });
  return (
    <Card size="small" title={t('stock.ledger.title')}>
      <Flex vertical gap={8}>
        <Flex gap={8} wrap>
          <DrugSelect
            autoFocus
            width={320}
            placeholder={t('stock.find-drug')}
            onChoose={setDrug}
            onClear={() => setDrug(undefined)}
            {...(drug ? { chosen: drug } : {})}
          />
          <FilterFields filters={filters} locations={locations} onChange={setFilters} />
        </Flex>
        <ErrorNotice error={error ?? found.error} onAgain={() => void found.refetch()} />
        <MovementTable movements={found.data ?? []} loading={found.isLoading} />
        {found.hasNextPage && (
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('stock.ledger.older')}
          </Button>
        )}
      </Flex>
    </Card>
  );
}

interface FilterFieldsProps {
  readonly filters: Filters;
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (filters: Filters) => void;
}

function FilterFields({ filters, locations, onChange }: FilterFieldsProps) {
  const t = useText();
  const { locationId, kind, from, to } = filters;
  const write = (part: Filters) => onChange({ ...filters, ...part });
  return (
    <>
      <Select
        allowClear
        style={{ width: 170 }}
        placeholder={t('stock.any-location')}
        value={locationId ?? null}
        options={locations.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(chosen) => write({ locationId: chosen ?? undefined })}
      />
      <Select
        allowClear
        style={{ width: 130 }}
        placeholder={t('stock.any-movement')}
        value={kind ?? null}
        options={movementKind.options.map((value) => ({ value, label: t(`stock.movement.${value}`) }))}
        onChange={(chosen) => write({ kind: chosen ?? undefined })}
      />
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        onChange={(span: readonly [Dayjs | null, Dayjs | null] | null) =>
          write({ from: span?.[0]?.format('YYYY-MM-DD'), to: span?.[1]?.format('YYYY-MM-DD') })
        }
      />
    </>
  );
}

function MovementTable({ movements, loading }: { readonly movements: readonly Movement[]; readonly loading: boolean }) {
  const t = useText();
  const purposes = ['receipt', 'transfer', 'count', 'write-off', 'prescription'] as const;
  return (
    <Table<Movement>
      size="small"
      rowKey="id"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 270px)' }}
      dataSource={[...movements]}
      locale={{ emptyText: t('stock.ledger.none') }}
      columns={[
        {
          title: t('stock.ledger.at'),
          width: 130,
          className: 'xl-num',
          render: (_, { movedAt }) => dayjs(movedAt).format('YYYY-MM-DD HH:mm'),
        },
        {
          title: t('stock.drug'),
          render: (_, { drugName, specification }) => (
            <>
              <b>{drugName}</b> {specification}
            </>
          ),
        },
        { title: t('stock.batch-number'), dataIndex: 'batchNumber', width: 110, className: 'xl-num' },
        { title: t('stock.location'), dataIndex: 'locationName', width: 120, ellipsis: true },
        {
          title: t('stock.ledger.kind'),
          width: 90,
          render: (_, { kind, quantity }) => (
            <Tag color={quantity.startsWith('-') ? 'orange' : 'green'}>{t(`stock.movement.${kind}`)}</Tag>
          ),
        },
        {
          title: t('stock.quantity'),
          width: 110,
          align: 'right',
          className: 'xl-num',
          render: (_, { quantity, dispensingUnit }) => (
            <b>
              {quantity.startsWith('-') ? quantity : `+${quantity}`}
              {dispensingUnit}
            </b>
          ),
        },
        {
          title: t('stock.ledger.after'),
          width: 110,
          align: 'right',
          className: 'xl-num',
          render: (_, movement) => packsText(movement.after, movement),
        },
        {
          title: t('stock.ledger.purpose'),
          width: 150,
          render: (_, { purpose, reason }) => {
            const known = purposes.find((one) => one === purpose.kind);
            const why = known === 'write-off' && reason ? writeOffWord(reason) : reason;
            return [known ? t(`stock.purpose.${known}`) : purpose.kind, why].filter(Boolean).join(' · ');
          },
        },
        { title: t('stock.ledger.by'), dataIndex: 'movedByName', width: 80 },
      ]}
    />
  );

  /** The reason of a write-off is one of its words; every other reason was typed. */
  function writeOffWord(reason: string): string {
    const known = (['expired', 'damaged', 'recalled', 'returned-goods', 'other'] as const).find(
      (one) => one === reason,
    );
    return known ? t(`stock.write-off-reason.${known}`) : reason;
  }
}
