import type { OutputOf } from '@xinglin/kernel/operation';
import {
  type AccountView,
  disableAccount,
  enableAccount,
  endSessions,
  resetPassword,
  resetSecondFactor,
  unlockAccount,
} from '@xinglin/server/contract/staff';
import { Dialog } from '@xinglin/ui/dialog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { SidePanel } from '@xinglin/ui/side-panel';
import { Alert, App, Button, Divider, Flex } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { AccountMarks } from './account-marks.tsx';
import { RolesPart } from './roles-part.tsx';
import { useText } from './text.ts';

interface AccountPanelProps {
  readonly account: AccountView;
  /** A new password was made: it is shown once. */
  readonly onPassword: (password: string) => void;
  readonly onClose: () => void;
}

const steps = ['reset-password', 'reset-second-factor', 'end-sessions', 'unlock', 'disable', 'enable'] as const;
type Step = (typeof steps)[number];

/** One account: its roles, and what the security administrator may do to it. Never one's own. */
export function AccountPanel({ account, onPassword, onClose }: AccountPanelProps) {
  const t = useText();
  const me = useMe();
  const own = account.id === me.accountId;
  const [asking, setAsking] = useState<Step>();
  const locked = account.lockedUntil !== undefined && dayjs(account.lockedUntil).isAfter(dayjs());
  const possible: Record<Step, boolean> = {
    'reset-password': true,
    'reset-second-factor': account.hasSecondFactor,
    'end-sessions': account.openSessions > 0,
    unlock: locked,
    disable: account.isEnabled,
    enable: !account.isEnabled,
  };
  return (
    <SidePanel
      size={680}
      title={
        <>
          {account.memberName} <span className="xl-num xl-dim">{account.userName}</span>
        </>
      }
      onClose={onClose}
    >
      <Flex vertical gap={10}>
        <div>
          <AccountMarks account={account} />
        </div>
        {own && <Alert type="info" showIcon title={t('staff.own-account')} />}
        <Flex gap={8} wrap>
          {steps
            .filter((step) => possible[step] || step === 'reset-password')
            .map((step) => (
              <Button
                key={step}
                danger={step === 'disable' || step === 'reset-second-factor'}
                disabled={own}
                onClick={() => setAsking(step)}
              >
                {t(`staff.step.${step}`)}
              </Button>
            ))}
        </Flex>
        <Divider titlePlacement="start" plain style={{ margin: '4px 0' }}>
          {t('staff.roles')}
        </Divider>
        <RolesPart account={account} own={own} />
      </Flex>
      {asking && (
        <StepDialog account={account} step={asking} onPassword={onPassword} onClose={() => setAsking(undefined)} />
      )}
    </SidePanel>
  );
}

interface StepDialogProps {
  readonly account: AccountView;
  readonly step: Step;
  readonly onPassword: (password: string) => void;
  readonly onClose: () => void;
}

/** Says what will happen to the person before it does. */
function StepDialog({ account, step, onPassword, onClose }: StepDialogProps) {
  const t = useText();
  const { message } = App.useApp();
  const refreshes = ['staff.'];
  const done = () => {
    void message.success(t(`staff.step-done.${step}`, { name: account.memberName }));
    onClose();
  };
  const reset = useAct(resetPassword, {
    refreshes,
    onDone: ({ temporaryPassword }: OutputOf<typeof resetPassword>) => {
      onPassword(temporaryPassword);
      onClose();
    },
  });
  const plain = {
    'reset-second-factor': useAct(resetSecondFactor, { refreshes, onDone: done }),
    'end-sessions': useAct(endSessions, { refreshes, onDone: done }),
    unlock: useAct(unlockAccount, { refreshes, onDone: done }),
    disable: useAct(disableAccount, { refreshes, onDone: done }),
    enable: useAct(enableAccount, { refreshes, onDone: done }),
  };
  const act = step === 'reset-password' ? reset : plain[step];
  return (
    <Dialog
      title={t('staff.step-title', { step: t(`staff.step.${step}`), name: account.memberName })}
      okText={t(`staff.step.${step}`)}
      danger={step === 'disable' || step === 'reset-second-factor'}
      pending={act.isPending}
      onOk={() => act.mutate({ accountId: account.id })}
      onClose={onClose}
    >
      <p>{t(`staff.step-note.${step}`)}</p>
      <ErrorNotice error={act.error} />
    </Dialog>
  );
}
