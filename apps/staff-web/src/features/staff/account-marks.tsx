import type { AccountView } from '@xinglin/server/contract/staff';
import { Tag } from 'antd';
import dayjs from 'dayjs';
import { useText } from './text.ts';

/** The state of an account in words: what keeps somebody out, and what they must do next. */
export function AccountMarks({ account }: { readonly account: AccountView }) {
  const t = useText();
  const { isEnabled, lockedUntil, mustChangePassword, hasSecondFactor, duty } = account;
  const locked = lockedUntil !== undefined && dayjs(lockedUntil).isAfter(dayjs());
  return (
    <>
      {isEnabled ? (
        <Tag color="green">{t('staff.accounts.enabled')}</Tag>
      ) : (
        <Tag color="red">{t('staff.accounts.disabled')}</Tag>
      )}
      {locked && <Tag color="orange">{t('staff.accounts.locked', { until: dayjs(lockedUntil).format('HH:mm') })}</Tag>}
      {mustChangePassword && <Tag>{t('staff.accounts.must-change')}</Tag>}
      {hasSecondFactor && <Tag>{t('staff.accounts.second-factor')}</Tag>}
      {!hasSecondFactor && duty !== 'working' && <Tag color="orange">{t('staff.accounts.no-second-factor')}</Tag>}
    </>
  );
}
