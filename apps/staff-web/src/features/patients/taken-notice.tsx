import { Link } from '@tanstack/react-router';
import { ApiError } from '@xinglin/kernel/client';
import { useErrorText } from '@xinglin/ui/error-text';
import { Alert, Flex } from 'antd';
import { useMe } from '../../shell/session.tsx';
import { useText } from './text.ts';

/** A document that stands with somebody else: open that person, or merge when it is one and the same. */
export function TakenNotice({ patientId, error }: { readonly patientId: string; readonly error: unknown }) {
  const t = useText();
  const me = useMe();
  const say = useErrorText();
  const otherId = error instanceof ApiError ? String(error.facts.patientId) : '';
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={say(error)}
      description={
        <Flex gap={12}>
          <Link to={`/patients/${otherId}`}>{t('patients.taken.open')}</Link>
          {'patients.merge' in me.permissions && (
            <Link to={`/patients/${patientId}/compare/${otherId}`}>{t('patients.taken.compare')}</Link>
          )}
        </Flex>
      }
    />
  );
}
