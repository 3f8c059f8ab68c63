import { beginSession, type SessionView } from '@xinglin/server/platform/sign-in';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Button, Form, Input } from 'antd';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

interface StepProps {
  readonly onNext: (session: SessionView) => void;
}

export function PasswordForm({ onNext }: StepProps) {
  const t = useText();
  const begin = useAct(beginSession, { onDone: onNext });
  return (
    <Form<{ userName: string; password: string }>
      layout="vertical"
      size="large"
      onFinish={(typed) => begin.mutate(typed)}
    >
      <Form.Item
        name="userName"
        label={t('sign-in.user-name')}
        rules={[{ required: true, message: t('sign-in.required') }]}
      >
        <Input autoFocus autoComplete="username" maxLength={64} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('sign-in.password')}
        rules={[{ required: true, message: t('sign-in.required') }]}
      >
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <ErrorNotice error={begin.error} />
      <Button block type="primary" htmlType="submit" loading={begin.isPending}>
        {t('sign-in.enter')}
      </Button>
    </Form>
  );
}
