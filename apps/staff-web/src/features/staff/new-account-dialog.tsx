import { type AccountView, createAccount, listMembers, role } from '@xinglin/server/contract/staff';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, Button, Flex, Input, Select } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { DepartmentSelect } from './department-select.tsx';
import { faultOf, type Grant, hasPlace } from './grants-model.ts';
import { useRoleWords } from './role-words.ts';
import { useText } from './text.ts';

interface NewAccountProps {
  readonly accounts: readonly AccountView[];
  readonly onMade: (userName: string, password: string) => void;
  readonly onClose: () => void;
}

/** An account for somebody of the staff: a name to sign in with, and the desks to sit at. The password is made here. */
export function NewAccountDialog({ accounts, onMade, onClose }: NewAccountProps) {
  const t = useText();
  const [memberId, setMemberId] = useState<string>();
  const [userName, setUserName] = useState('');
  const [grants, setGrants] = useState<readonly Grant[]>([{}]);
  const members = useAsk(listMembers, {}, { staleTime: 60_000 });
  const create = useAct(createAccount, {
    refreshes: ['staff.'],
    onDone: ({ account, temporaryPassword }) => onMade(account.userName, temporaryPassword),
  });
  const taken = new Set(accounts.map((account) => account.memberId));
  const free = (members.data?.members ?? []).filter(({ id }) => !taken.has(id));
  const fault = faultOf(grants);
  const ready = memberId !== undefined && userName.trim() !== '' && fault === undefined;
  const save = () => {
    if (!ready || create.isPending) return;
    create.mutate({
      memberId,
      userName: userName.trim(),
      grants: grants.flatMap((grant) =>
        grant.role ? [{ role: grant.role, ...(grant.departmentId ? { departmentId: grant.departmentId } : {}) }] : [],
      ),
    });
  };
  return (
    <Dialog
      width={640}
      title={t('staff.accounts.new')}
      okText={t('staff.accounts.create')}
      ready={ready}
      pending={create.isPending}
      onOk={save}
      onClose={onClose}
    >
      <Flex vertical gap={8} onKeyDownCapture={enterMovesOn(save)}>
        <Select
          aria-label={t('staff.choose')}
          placeholder={t('staff.accounts.member')}
          value={memberId ?? null}
          notFoundContent={t('staff.accounts.everybody-has-one')}
          showSearch={{ optionFilterProp: 'find' }}
          options={free.map(({ id, name, code, initials }) => ({
            value: id,
            label: t('staff.choice', { name, code }),
            find: `${name} ${initials} ${code}`,
          }))}
          onChange={(chosen: string | null) => setMemberId(chosen ?? undefined)}
        />
        <Input
          maxLength={32}
          autoComplete="off"
          placeholder={t('staff.user-name')}
          value={userName}
          onChange={({ target }) => setUserName(target.value)}
        />
        <GrantLines grants={grants} onChange={setGrants} />
        {fault && fault !== 'empty' && <Alert type="warning" showIcon title={t(`staff.fault.${fault}`)} />}
        <ErrorNotice error={create.error ?? members.error} />
      </Flex>
    </Dialog>
  );
}

interface GrantLinesProps {
  readonly grants: readonly Grant[];
  readonly onChange: (grants: readonly Grant[]) => void;
}

function GrantLines({ grants, onChange }: GrantLinesProps) {
  const t = useText();
  const say = useRoleWords();
  const write = (at: number, part: Grant) =>
    onChange(grants.map((grant, index) => (index === at ? { ...grant, ...part } : grant)));
  return (
    <>
      {grants.map((grant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else to be known by, and lines are only added at the end or taken away.
        <Flex key={index} gap={8}>
          <Select
            style={{ width: 170 }}
            placeholder={t('staff.role')}
            aria-label={t('staff.role')}
            value={grant.role ?? null}
            options={role.options.map((value) => ({ value, label: say(value) }))}
            onChange={(chosen) => write(index, { role: chosen ?? undefined, departmentId: undefined })}
          />
          <DepartmentSelect
            disabled={!hasPlace(grant.role)}
            value={grant.departmentId}
            onChange={(departmentId) => write(index, { departmentId })}
            placeholder={t('staff.whole-institution')}
          />
          {grants.length > 1 && (
            <Button type="text" danger onClick={() => onChange(grants.filter((_, at) => at !== index))}>
              {t('staff.remove')}
            </Button>
          )}
        </Flex>
      ))}
      <Button style={{ alignSelf: 'start' }} onClick={() => onChange([...grants, {}])}>
        {t('staff.accounts.one-more-role')}
      </Button>
    </>
  );
}
