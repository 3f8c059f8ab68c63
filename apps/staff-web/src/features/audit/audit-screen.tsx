import { useInfiniteQuery } from '@tanstack/react-query';
import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { type AuditEntryView, searchAudit, verifyAudit } from '@xinglin/server/platform/audit';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, Button, DatePicker, Flex, Form, Input, Select, Table, Tag, Typography } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useState } from 'react';
import { call, useAsk } from '../../server-api.ts';
import { StaffSelect, useStaffNames } from '../staff/parts.ts';
import { useText } from './text.ts';

interface Filters {
  readonly span?: readonly [Dayjs | null, Dayjs | null] | null;
  readonly staffId?: string;
  readonly person?: string;
  readonly operation?: string;
  readonly outcome?: 'done' | 'refused' | 'failed';
}

const PAGE = 50;

function requestOf(filters: Filters): RequestOf<typeof searchAudit> {
  const { span, staffId, person, operation, outcome } = filters;
  return {
    ...(span?.[0] ? { from: span[0].toISOString() } : {}),
    ...(span?.[1] ? { to: span[1].toISOString() } : {}),
    ...(staffId ? { staffId } : {}),
    ...(person ? { person } : {}),
    ...(operation ? { operation } : {}),
    ...(outcome ? { outcome } : {}),
    limit: PAGE,
  };
}

/** Who touched whose data, newest first; and the proof that nobody edited the answer. */
export function Screen() {
  const t = useText();
  const [form] = Form.useForm<Filters>();
  const [wanted, setWanted] = useState<RequestOf<typeof searchAudit>>({ limit: PAGE });
  const found = useInfiniteQuery<OutputOf<typeof searchAudit>, Error, AuditEntryView[], unknown[], number | undefined>({
    queryKey: [searchAudit.name, wanted],
    queryFn: ({ pageParam, signal }) =>
      call(searchAudit, { ...wanted, ...(pageParam === undefined ? {} : { before: pageParam }) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextBefore,
    select: ({ pages }) => pages.flatMap(({ entries }) => entries),
  });
  useKeys([{ keys: 'F9', label: t('audit.search'), run: () => form.submit() }]);
  return (
    <Flex vertical gap={8}>
      <Flex justify="space-between" align="center">
        <Typography.Title level={4} style={{ margin: 0 }}>
          {t('audit.title')}
        </Typography.Title>
        <Verification />
      </Flex>
      <SearchForm form={form} onSearch={(filters) => setWanted(requestOf(filters))} />
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <EntryTable entries={found.data ?? []} loading={found.isFetching} />
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('audit.older')}
        </Button>
      )}
    </Flex>
  );
}

interface SearchFormProps {
  readonly form: ReturnType<typeof Form.useForm<Filters>>[0];
  readonly onSearch: (filters: Filters) => void;
}

function SearchForm({ form, onSearch }: SearchFormProps) {
  const t = useText();
  const outcomes = (['done', 'refused', 'failed'] as const).map((value) => ({
    value,
    label: t(`audit.outcome.${value}`),
  }));
  return (
    <Form form={form} layout="inline" onFinish={onSearch}>
      <Form.Item name="span">
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          allowEmpty
          placeholder={[t('audit.from'), t('audit.to')]}
        />
      </Form.Item>
      <Form.Item name="staffId">
        <StaffSelect
          placeholder={t('audit.staff')}
          others={[
            { value: 'platform', label: t('audit.house') },
            { value: 'unknown', label: t('audit.nobody') },
          ]}
        />
      </Form.Item>
      <Form.Item name="person">
        <Input allowClear placeholder={t('audit.person')} />
      </Form.Item>
      <Form.Item name="operation">
        <Input allowClear placeholder={t('audit.operation')} style={{ width: 150 }} />
      </Form.Item>
      <Form.Item name="outcome">
        <Select allowClear options={outcomes} placeholder={t('audit.outcome')} style={{ width: 100 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('audit.search')}
      </Button>
    </Form>
  );
}

const outcomeColour = { done: 'green', refused: 'orange', failed: 'red' } as const;

function EntryTable({ entries, loading }: { readonly entries: readonly AuditEntryView[]; readonly loading: boolean }) {
  const t = useText();
  const staffName = useStaffNames();
  const nameOf = (staffId: string) => (staffId === 'unknown' ? t('audit.nobody') : staffName(staffId));
  return (
    <Table<AuditEntryView>
      size="small"
      rowKey="id"
      pagination={false}
      loading={loading}
      dataSource={[...entries]}
      locale={{ emptyText: t('audit.none') }}
      scroll={{ x: 1000 }}
      columns={[
        {
          title: t('audit.at'),
          dataIndex: 'at',
          width: 160,
          className: 'xl-num',
          render: (at: string) => dayjs(at).format('YYYY-MM-DD HH:mm:ss'),
        },
        {
          title: t('audit.who'),
          width: 270,
          render: (_, { staffId }) => (
            <>
              <b>{nameOf(staffId)}</b>
              <div className="xl-num xl-dim" style={{ fontSize: 11, whiteSpace: 'nowrap' }}>
                {staffId}
              </div>
            </>
          ),
        },
        {
          title: t('audit.what'),
          dataIndex: 'operation',
          render: (operation: string, { kind }) => (
            <>
              <Tag>{t(`audit.kind.${kind}`)}</Tag>
              {operation}
            </>
          ),
        },
        {
          title: t('audit.whose'),
          dataIndex: 'persons',
          ellipsis: true,
          className: 'xl-num',
          render: (persons: string[]) => persons.join(', '),
        },
        {
          title: t('audit.outcome'),
          dataIndex: 'outcome',
          width: 80,
          render: (outcome: AuditEntryView['outcome']) => (
            <Tag color={outcomeColour[outcome]}>{t(`audit.outcome.${outcome}`)}</Tag>
          ),
        },
        { title: t('audit.reason'), dataIndex: 'reason', ellipsis: true },
        { title: t('audit.where'), dataIndex: 'clientAddress', width: 120, className: 'xl-num' },
      ]}
    />
  );
}

function Verification() {
  const t = useText();
  const report = useAsk(verifyAudit, {}, { enabled: false, retry: false });
  return (
    <Flex gap={8} align="center">
      {report.error && <ErrorNotice error={report.error} />}
      {report.data && !report.isFetching && <Verdict report={report.data} />}
      <Button loading={report.isFetching} onClick={() => void report.refetch()}>
        {report.isFetching ? t('audit.verifying') : t('audit.verify')}
      </Button>
    </Flex>
  );
}

function Verdict({ report }: { readonly report: OutputOf<typeof verifyAudit> }) {
  const t = useText();
  const { entries, seals, unsealed, anchors, faults } = report;
  if (faults.length === 0 && seals > 0 && anchors === 0)
    return <Alert type="warning" showIcon title={t('audit.no-anchors', { entries, seals, unsealed })} />;
  if (faults.length === 0)
    return <Alert type="success" showIcon title={t('audit.whole', { entries, seals, unsealed })} />;
  const said = faults.map(({ kind, entryId = 0, sealNo = 0 }) => t(`audit.fault.${kind}`, { entryId, sealNo }));
  return (
    <Alert
      type="error"
      showIcon
      title={t('audit.broken', { count: faults.length })}
      description={said.slice(0, 20).join('；')}
    />
  );
}
