import { listMembers, type Member, type Role, role } from '@xinglin/server/contract/staff';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useListKeys } from '@xinglin/ui/list-keys';
import { Button, Card, Checkbox, Flex, Input, type InputRef, Select, Table, Tag } from 'antd';
import { useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { DepartmentSelect, useDepartmentNames } from './department-select.tsx';
import { MemberPanel } from './member-panel.tsx';
import { useRoleWords } from './role-words.ts';
import { useText } from './text.ts';

/** Who works here: found, entered, changed, and marked as having left. */
export function Screen() {
  const t = useText();
  const say = useRoleWords();
  const box = useRef<InputRef>(null);
  const [search, setSearch] = useState('');
  const [wantedRole, setWantedRole] = useState<Role>();
  const [departmentId, setDepartmentId] = useState<string>();
  const [left, setLeft] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [open, setOpen] = useState<string | 'new'>();
  const wanted = useDeferredValue(search.trim());
  const found = useAsk(listMembers, { search: wanted, role: wantedRole, departmentId, left });
  const members = found.data?.members ?? [];
  useListKeys({
    items: members,
    isChosen: ({ id }) => id === chosen,
    onChoose: ({ id }) => setChosen(id),
    labels: { next: t('staff.next'), previous: t('staff.previous') },
  });
  useKeys([
    { keys: 'F2', label: t('staff.members.new'), run: () => setOpen('new') },
    { keys: 'F3', label: t('staff.open'), disabled: !chosen, run: () => setOpen(chosen) },
    { keys: 'F4', label: t('staff.search'), run: () => box.current?.focus({ cursor: 'all' }) },
  ]);
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          <Input
            ref={box}
            autoFocus
            allowClear
            style={{ width: 240 }}
            placeholder={t('staff.search-hint')}
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <Select
            allowClear
            style={{ width: 140 }}
            placeholder={t('staff.any-role')}
            value={wantedRole ?? null}
            options={role.options.map((value) => ({ value, label: say(value) }))}
            onChange={(value) => setWantedRole(value ?? undefined)}
          />
          <DepartmentSelect
            width={190}
            value={departmentId}
            onChange={setDepartmentId}
            placeholder={t('staff.any-department')}
          />
          <Checkbox checked={left} onChange={({ target }) => setLeft(target.checked)}>
            {t('staff.left')}
          </Checkbox>
        </Flex>
      }
      extra={
        <Button type="primary" onClick={() => setOpen('new')}>
          {t('staff.members.new')}
        </Button>
      }
    >
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <MemberTable
        members={members}
        loading={found.isLoading}
        chosen={chosen}
        onOpen={(id) => {
          setChosen(id);
          setOpen(id);
        }}
      />
      {open && (
        <MemberPanel
          key={open}
          memberId={open === 'new' ? undefined : open}
          onOpen={setOpen}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Card>
  );
}

interface MemberTableProps {
  readonly members: readonly Member[];
  readonly loading: boolean;
  readonly chosen: string | undefined;
  readonly onOpen: (id: string) => void;
}

function MemberTable({ members, loading, chosen, onOpen }: MemberTableProps) {
  const t = useText();
  const say = useRoleWords();
  const departmentOf = useDepartmentNames();
  return (
    <Table<Member>
      size="small"
      rowKey="id"
      loading={loading}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ y: 'calc(100vh - 200px)' }}
      dataSource={[...members]}
      locale={{ emptyText: t('staff.nobody-found') }}
      rowClassName={({ id }) => (id === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ id }) => ({ onClick: () => onOpen(id) })}
      columns={[
        { title: t('staff.field.code'), dataIndex: 'code', width: 110, className: 'xl-num' },
        {
          title: t('staff.field.name'),
          width: 140,
          render: (_, { name, hasLeft }) => (
            <>
              <b>{name}</b> {hasLeft && <Tag>{t('staff.left')}</Tag>}
            </>
          ),
        },
        { title: t('staff.field.title'), dataIndex: 'title', width: 120 },
        {
          title: t('staff.field.main-department'),
          width: 180,
          render: (_, { mainDepartmentId }) => mainDepartmentId && departmentOf(mainDepartmentId),
        },
        {
          title: t('staff.roles'),
          render: (_, { roles }) =>
            roles.length === 0 ? (
              <span className="xl-dim">{t('staff.no-account')}</span>
            ) : (
              roles.map((one) => <Tag key={one}>{say(one)}</Tag>)
            ),
        },
        {
          title: t('staff.prescribing'),
          width: 100,
          render: (_, { mayPrescribe }) => mayPrescribe && <Tag color="green">{t('staff.may-prescribe')}</Tag>,
        },
      ]}
    />
  );
}
