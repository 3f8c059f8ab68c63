import { keepPreviousData } from '@tanstack/react-query';
import { type DrugCategory, type FoundDrug, searchDrugs } from '@xinglin/server/contract/catalog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useListKeys } from '@xinglin/ui/list-keys';
import { Button, Card, Checkbox, Flex, Input, type InputRef, Select, Table, Tag } from 'antd';
import { useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { DrugDrawer } from './drug-drawer.tsx';
import { PriceWords } from './price-words.tsx';
import { useText } from './text.ts';

const PAGE = 50;
const categories = ['western', 'patent-chinese', 'herbal'] as const;

/** All drug products of the institution: found by any letters, looked at, changed, priced, retired. */
export function Screen() {
  const t = useText();
  const search = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [category, setCategory] = useState<DrugCategory>();
  const [includeRetired, setIncludeRetired] = useState(false);
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState<string>();
  const [open, setOpen] = useState<string | 'new'>();
  const q = useDeferredValue(text.trim());
  const found = useAsk(
    searchDrugs,
    { q, category, includeRetired, all: true, limit: PAGE, offset: page * PAGE },
    { placeholderData: keepPreviousData },
  );
  const drugs = found.data?.drugs ?? [];
  useListKeys({
    items: drugs,
    isChosen: ({ id }) => id === chosen,
    onChoose: ({ id }) => setChosen(id),
    labels: { next: t('catalog.next'), previous: t('catalog.previous') },
  });
  useKeys([
    { keys: 'F2', label: t('catalog.drug.new'), run: () => setOpen('new') },
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
            style={{ width: 120 }}
            placeholder={t('catalog.any-category')}
            value={category ?? null}
            options={categories.map((value) => ({ value, label: t(`catalog.category.${value}`) }))}
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
          {t('catalog.drug.new')}
        </Button>
      }
    >
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <DrugTable
        drugs={drugs}
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
        <Button disabled={drugs.length < PAGE} onClick={() => setPage(page + 1)}>
          {t('catalog.page-after')}
        </Button>
      </Flex>
      {open && (
        <DrugDrawer
          key={open}
          drugId={open === 'new' ? undefined : open}
          onOpen={setOpen}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Card>
  );
}

interface DrugTableProps {
  readonly drugs: readonly FoundDrug[];
  readonly loading: boolean;
  readonly chosen: string | undefined;
  readonly onOpen: (id: string) => void;
}

function DrugTable({ drugs, loading, chosen, onOpen }: DrugTableProps) {
  const t = useText();
  return (
    <Table<FoundDrug>
      size="small"
      rowKey="id"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 240px)' }}
      dataSource={[...drugs]}
      locale={{ emptyText: t('catalog.no-drug') }}
      rowClassName={({ id }) => (id === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ id }) => ({ onClick: () => onOpen(id) })}
      columns={[
        { title: t('catalog.code'), dataIndex: 'code', width: 110, className: 'xl-num' },
        {
          title: t('catalog.drug'),
          render: (_, { name, specification, tradeName }) => (
            <>
              <b>{name}</b> {specification} {tradeName && <span className="xl-dim">{tradeName}</span>}
            </>
          ),
        },
        { title: t('catalog.form'), dataIndex: 'dosageForm', width: 100, ellipsis: true },
        { title: t('catalog.manufacturer'), dataIndex: 'manufacturer', width: 150, ellipsis: true },
        { title: t('catalog.marks'), width: 230, render: (_, drug) => <DrugMarks drug={drug} /> },
        {
          title: t('catalog.price'),
          width: 120,
          align: 'right',
          className: 'xl-num',
          render: (_, drug) => <PriceWords price={drug.price} unit={drug.dispensingUnit} pack={drug.packUnit} />,
        },
        { title: t('catalog.uses'), dataIndex: 'uses', width: 70, align: 'right', className: 'xl-num' },
      ]}
    />
  );
}

function DrugMarks({ drug }: { readonly drug: FoundDrug }) {
  const t = useText();
  return (
    <>
      {drug.state === 'retired' && <Tag variant="solid">{t('catalog.retired')}</Tag>}
      {drug.essential && <Tag color="green">{t('catalog.essential')}</Tag>}
      {drug.antibioticTier && <Tag color="gold">{t(`catalog.tier.${drug.antibioticTier}`)}</Tag>}
      {drug.controlled && <Tag color="red">{t(`catalog.controlled.${drug.controlled}`)}</Tag>}
      {drug.skinTest && <Tag color="purple">{t('catalog.skin-test')}</Tag>}
      {drug.highAlert && <Tag color="volcano">{t('catalog.high-alert')}</Tag>}
      {!drug.genericId && <Tag>{t('catalog.unchecked')}</Tag>}
    </>
  );
}
