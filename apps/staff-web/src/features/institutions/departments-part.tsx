import { type Department, listDepartments } from '@xinglin/server/contract/institutions';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useListKeys } from '@xinglin/ui/list-keys';
import { Button, Flex, Input, type InputRef, Table, Tag } from 'antd';
import { useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { DepartmentPanel } from './department-panel.tsx';
import { useText } from './text.ts';

/** Departments of all sites; rooms stand with their department. */
export function DepartmentsPart() {
  const t = useText();
  const box = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [open, setOpen] = useState<string | 'new'>();
  const found = useAsk(listDepartments, {});
  const all = found.data?.departments ?? [];
  const typed = text.trim().toLowerCase();
  const shown = all.filter(({ name, code, initials, siteName }) =>
    [name, code, initials, siteName].some((word) => word.toLowerCase().includes(typed)),
  );
  useListKeys({
    items: shown,
    isChosen: ({ id }) => id === chosen,
    onChoose: ({ id }) => setChosen(id),
    labels: { next: t('institutions.next'), previous: t('institutions.previous') },
  });
  useKeys([
    { keys: 'F2', label: t('institutions.department.new'), run: () => setOpen('new') },
    { keys: 'F3', label: t('institutions.open'), disabled: !chosen, run: () => setOpen(chosen) },
    { keys: 'F4', label: t('institutions.search'), run: () => box.current?.focus({ cursor: 'all' }) },
  ]);
  const current = all.find(({ id }) => id === open);
  return (
    <Flex vertical gap={8}>
      <Flex justify="space-between">
        <Input
          ref={box}
          autoFocus
          allowClear
          style={{ width: 280 }}
          placeholder={t('institutions.department.search')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Button type="primary" onClick={() => setOpen('new')}>
          {t('institutions.department.new')}
        </Button>
      </Flex>
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <Table<Department>
        size="small"
        rowKey="id"
        loading={found.isLoading}
        pagination={false}
        scroll={{ y: 'calc(100vh - 250px)' }}
        dataSource={shown}
        locale={{ emptyText: t('institutions.department.none') }}
        rowClassName={({ id }) => (id === chosen ? 'xl-row-chosen' : 'xl-row')}
        onRow={({ id }) => ({
          onClick: () => {
            setChosen(id);
            setOpen(id);
          },
        })}
        columns={[
          { title: t('institutions.field.code'), dataIndex: 'code', width: 120, className: 'xl-num' },
          {
            title: t('institutions.field.name'),
            render: (_, { name, retired }) => (
              <>
                <b>{name}</b> {retired && <Tag>{t('institutions.retired')}</Tag>}
              </>
            ),
          },
          { title: t('institutions.field.site'), dataIndex: 'siteName', width: 200 },
          {
            title: t('institutions.field.kind'),
            width: 150,
            render: (_, { kind }) => t(`institutions.department-kind.${kind}`),
          },
          { title: t('institutions.field.initials'), dataIndex: 'initials', width: 120, className: 'xl-num' },
          {
            title: t('institutions.field.position'),
            dataIndex: 'position',
            width: 80,
            align: 'right',
            className: 'xl-num',
          },
        ]}
      />
      {(current || open === 'new') && (
        <DepartmentPanel key={open} department={current} onOpen={setOpen} onClose={() => setOpen(undefined)} />
      )}
    </Flex>
  );
}
