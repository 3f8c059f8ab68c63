import { type AccountView, listAccounts } from '@xinglin/server/contract/staff';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useListKeys } from '@xinglin/ui/list-keys';
import { Alert, Button, Card, Flex, Input, type InputRef, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { AccountMarks } from './account-marks.tsx';
import { AccountPanel } from './account-panel.tsx';
import { NewAccountDialog } from './new-account-dialog.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { useRoleWords } from './role-words.ts';
import { useText } from './text.ts';

/** Who may sign in, as what, and what stands in the way. */
export function Screen() {
  const t = useText();
  const box = useRef<InputRef>(null);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [open, setOpen] = useState<string | 'new'>();
  const [made, setMade] = useState<{ readonly userName: string; readonly password: string }>();
  const found = useAsk(listAccounts, {});
  const typed = search.trim().toLowerCase();
  const accounts = (found.data?.accounts ?? []).filter(({ memberName, memberCode, userName }) =>
    [memberName, memberCode, userName].some((word) => word.toLowerCase().includes(typed)),
  );
  const current = found.data?.accounts.find(({ id }) => id === open);
  useListKeys({
    items: accounts,
    isChosen: ({ id }) => id === chosen,
    onChoose: ({ id }) => setChosen(id),
    labels: { next: t('staff.next'), previous: t('staff.previous') },
  });
  useKeys([
    { keys: 'F2', label: t('staff.accounts.new'), run: () => setOpen('new') },
    { keys: 'F3', label: t('staff.open'), disabled: !chosen, run: () => setOpen(chosen) },
    { keys: 'F4', label: t('staff.search'), run: () => box.current?.focus({ cursor: 'all' }) },
  ]);
  return (
    <Card
      size="small"
      title={
        <Input
          ref={box}
          autoFocus
          allowClear
          style={{ width: 260 }}
          placeholder={t('staff.accounts.search-hint')}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      }
      extra={
        <Button type="primary" onClick={() => setOpen('new')}>
          {t('staff.accounts.new')}
        </Button>
      }
    >
      <Flex vertical gap={8}>
        <Alert type="info" showIcon title={t('staff.three-administrators')} />
        <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
        <AccountTable
          accounts={accounts}
          loading={found.isLoading}
          chosen={chosen}
          onOpen={(id) => {
            setChosen(id);
            setOpen(id);
          }}
        />
      </Flex>
      {current && (
        <AccountPanel
          key={current.id}
          account={current}
          onPassword={(password) => setMade({ userName: current.userName, password })}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'new' && (
        <NewAccountDialog
          accounts={found.data?.accounts ?? []}
          onMade={(userName, password) => {
            setOpen(undefined);
            setMade({ userName, password });
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
      {made && <PasswordDialog {...made} onClose={() => setMade(undefined)} />}
    </Card>
  );
}

interface AccountTableProps {
  readonly accounts: readonly AccountView[];
  readonly loading: boolean;
  readonly chosen: string | undefined;
  readonly onOpen: (id: string) => void;
}

function AccountTable({ accounts, loading, chosen, onOpen }: AccountTableProps) {
  const t = useText();
  const say = useRoleWords();
  return (
    <Table<AccountView>
      size="small"
      rowKey="id"
      loading={loading}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ y: 'calc(100vh - 250px)' }}
      dataSource={[...accounts]}
      locale={{ emptyText: t('staff.accounts.none') }}
      rowClassName={({ id }) => (id === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ id }) => ({ onClick: () => onOpen(id) })}
      columns={[
        {
          title: t('staff.field.name'),
          width: 160,
          render: (_, { memberName, memberCode }) => (
            <>
              <b>{memberName}</b> <span className="xl-num xl-dim">{memberCode}</span>
            </>
          ),
        },
        { title: t('staff.user-name'), dataIndex: 'userName', width: 120 },
        {
          title: t('staff.roles'),
          render: (_, { assignments }) =>
            [...new Set(assignments.map(({ role }) => role))].map((role) => (
              <Tag key={role} color={role.endsWith('-admin') ? 'purple' : 'default'}>
                {say(role)}
              </Tag>
            )),
        },
        { title: t('staff.accounts.state'), width: 280, render: (_, account) => <AccountMarks account={account} /> },
        {
          title: t('staff.accounts.last-sign-in'),
          width: 140,
          className: 'xl-num',
          render: (_, { lastSignInAt }) =>
            lastSignInAt ? dayjs(lastSignInAt).format('YYYY-MM-DD HH:mm') : t('staff.accounts.never'),
        },
        {
          title: t('staff.accounts.sessions'),
          dataIndex: 'openSessions',
          width: 80,
          align: 'right',
          className: 'xl-num',
        },
      ]}
    />
  );
}
