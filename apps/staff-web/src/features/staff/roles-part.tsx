import {
  type AccountView,
  type Assignment,
  grantRole,
  type Role,
  revokeRole,
  role,
} from '@xinglin/server/contract/staff';
import { Dialog } from '@xinglin/ui/dialog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, Button, Flex, Select, Table, Tooltip } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { DepartmentSelect, useDepartmentNames } from './department-select.tsx';
import { hasPlace, rolesFor } from './grants-model.ts';
import { useRoleWords } from './role-words.ts';
import { useText } from './text.ts';
import { useStaffNames } from './use-staff-names.ts';

interface RolesProps {
  readonly account: AccountView;
  readonly own: boolean;
}

/** Roles per department. They take effect at the next click of the person, without signing in anew. */
export function RolesPart({ account, own }: RolesProps) {
  const t = useText();
  const say = useRoleWords();
  const departmentOf = useDepartmentNames();
  const nameOf = useStaffNames();
  const [adding, setAdding] = useState<Role>();
  const [departmentId, setDepartmentId] = useState<string>();
  const [ending, setEnding] = useState<Assignment>();
  const refreshes = ['staff.'];
  const grant = useAct(grantRole, {
    refreshes,
    onDone: () => {
      setAdding(undefined);
      setDepartmentId(undefined);
    },
  });
  const revoke = useAct(revokeRole, { refreshes, onDone: () => setEnding(undefined) });
  const administrator = account.duty !== 'working';
  const last = account.assignments.length === 1;
  return (
    <Flex vertical gap={8}>
      <Table<Assignment>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={account.assignments}
        columns={[
          { title: t('staff.role'), render: (_, assignment) => <b>{say(assignment.role)}</b> },
          {
            title: t('staff.department'),
            render: (_, assignment) =>
              assignment.departmentId ? departmentOf(assignment.departmentId) : t('staff.whole-institution'),
          },
          { title: t('staff.granted-by'), width: 90, render: (_, { grantedBy }) => nameOf(grantedBy) },
          {
            title: t('staff.granted-at'),
            width: 100,
            className: 'xl-num',
            render: (_, { grantedAt }) => dayjs(grantedAt).format('YYYY-MM-DD'),
          },
          {
            width: 70,
            render: (_, assignment) => (
              <Tooltip title={own ? t('staff.own-account') : last ? t('staff.last-role') : undefined}>
                <Button size="small" type="link" danger disabled={own || last} onClick={() => setEnding(assignment)}>
                  {t('staff.revoke')}
                </Button>
              </Tooltip>
            ),
          },
        ]}
      />
      {administrator ? (
        <Alert type="info" showIcon title={t('staff.administrator-alone')} />
      ) : (
        <Flex gap={8} align="center">
          <Select<Role>
            style={{ width: 150 }}
            disabled={own}
            placeholder={t('staff.role')}
            aria-label={t('staff.role')}
            value={adding ?? null}
            options={rolesFor(account.duty, role.options).map((value) => ({ value, label: say(value) }))}
            onChange={(value) => setAdding(value ?? undefined)}
          />
          <DepartmentSelect
            width={220}
            disabled={own || !hasPlace(adding)}
            value={departmentId}
            onChange={setDepartmentId}
            placeholder={t('staff.whole-institution')}
          />
          <Button
            disabled={own || !adding}
            loading={grant.isPending}
            onClick={() =>
              adding && grant.mutate({ accountId: account.id, role: adding, ...(departmentId ? { departmentId } : {}) })
            }
          >
            {t('staff.grant')}
          </Button>
        </Flex>
      )}
      <ErrorNotice error={grant.error} />
      {ending && (
        <Dialog
          danger
          title={t('staff.revoke-title', { role: say(ending.role), name: account.memberName })}
          okText={t('staff.revoke')}
          pending={revoke.isPending}
          onOk={() => revoke.mutate({ accountId: account.id, assignmentId: ending.id })}
          onClose={() => setEnding(undefined)}
        >
          <p>{t('staff.revoke-note')}</p>
          <ErrorNotice error={revoke.error} />
        </Dialog>
      )}
    </Flex>
  );
}
