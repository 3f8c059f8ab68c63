import { keepPreviousData } from '@tanstack/react-query';
import { type FoundService, type Service, searchServices } from '@xinglin/server/contract/catalog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useListKeys } from '@xinglin/ui/list-keys';
import { Button, Card, Checkbox, Flex, Input, type InputRef, Select, Table, Tag } from 'antd';
import { useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { PriceWords } from './price-words.tsx';
import { ServiceDrawer } from './service-drawer.tsx';
import { serviceCategories } from './service-form-model.ts';
import { useText } from './text.ts';

const PAGE = 50;

/** Everything that is charged for besides drugs. */
export function Screen() {
  const t = useText();
  const search = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [category, setCategory] = useState<Service['category']>();
  const [includeRetired, setIncludeRetired] = useState(false);
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState<string>();
  const [open, setOpen] = useState<string | 'new'>();
  const q = useDeferredValue(text.trim());
  const found = useAsk(
    searchServices,
    { q, category, includeRetired, all: true, limit: PAGE, offset: page * PAGE },
    { placeholderData: keepPreviousData },
  );
  const services = found.data?.services ?? [];
  useListKeys({
    items: services,
    isChosen: ({ id }) => id === chosen,
    onChoose: ({ id }) => setChosen(id),
    labels: { next: t('catalog.next'), previous: t('catalog.previous') },
  });
  useKeys([
    { keys: 'F2', label: t('catalog.service.new'), run: () => setOpen('new') },
    { keys: 'F3', label: t('catalog.open'), disabled: !chosen, run: () => setOpen(chosen) },
    { keys: 'F4', label: t('catalog.search'), run: () => search.current?.focus({ cursor: 'all' }) },
  ]);
  const narrowed = (change: () => void) => {
    change();
    setPage(0);
  };
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          <Input
            ref={search}
            autoFocus
            allowClear
            style={{ width: 300 }}
            placeholder={t('catalog.search-hint')}
            value={text}
            onChange={({ target }) => narrowed(() => setText(target.value))}
          />
          <Select
            allowClear
            style={{ width: 140 }}
            placeholder={t('catalog.any-category')}
            value={category ?? null}
            options={serviceCategories.map((value) => ({ value, label: t(`catalog.service-category.${value}`) }))}
            onChange={(value) => narrowed(() => setCategory(value ?? undefined))}
          />
          <Checkbox
            checked={includeRetired}
            onChange={({ target }) => narrowed(() => setIncludeRetired(target.checked))}
          >
            {t('catalog.with-retired')}
          </Checkbox>
        </Flex>
      }
      extra={
        <Button type="primary" onClick={() => setOpen('new')}>
          {t('catalog.service.new')}
        </Button>
      }
    >
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <ServiceTable
        services={services}
        loading={found.isLoading}
        chosen={chosen}
        onOpen={(id) => {
          setChosen(id);
          setOpen(id);
        }}
      />
      <Flex gap={8} justify="end" align="center" style={{ marginTop: 8 }}>
        <span className="xl-num">{t('catalog.page', { page: page + 1 })}</span>
        <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
          {t('catalog.page-before')}
        </Button>
        <Button disabled={services.length < PAGE} onClick={() => setPage(page + 1)}>
          {t('catalog.page-after')}
        </Button>
      </Flex>
      {open && (
        <ServiceDrawer
          key={open}
          serviceId={open === 'new' ? undefined : open}
          onOpen={setOpen}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Card>
  );
}

interface ServiceTableProps {
  readonly services: readonly FoundService[];
  readonly loading: boolean;
  readonly chosen: string | undefined;
  readonly onOpen: (id: string) => void;
}

function ServiceTable({ services, loading, chosen, onOpen }: ServiceTableProps) {
  const t = useText();
  return (
    <Table<FoundService>
      size="small"
      rowKey="id"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 240px)' }}
      dataSource={[...services]}
      locale={{ emptyText: t('catalog.no-service') }}
      rowClassName={({ id }) => (id === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ id }) => ({ onClick: () => onOpen(id) })}
      columns={[
        { title: t('catalog.code'), dataIndex: 'code', width: 130, className: 'xl-num' },
        {
          title: t('catalog.service'),
          render: (_, { name, state }) => (
            <>
              <b>{name}</b> {state === 'retired' && <Tag variant="solid">{t('catalog.retired')}</Tag>}
            </>
          ),
        },
        {
          title: t('catalog.field.category'),
          width: 130,
          render: (_, { category }) => t(`catalog.service-category.${category}`),
        },
        {
          title: t('catalog.field.chargeCategory'),
          width: 130,
          render: (_, { chargeCategory }) => t(`catalog.charge.${chargeCategory}`),
        },
        {
          title: t('catalog.price'),
          width: 130,
          align: 'right',
          className: 'xl-num',
          render: (_, { price, unit }) => <PriceWords price={price} unit={unit} />,
        },
        { title: t('catalog.uses'), dataIndex: 'uses', width: 70, align: 'right', className: 'xl-num' },
      ]}
    />
  );
}
