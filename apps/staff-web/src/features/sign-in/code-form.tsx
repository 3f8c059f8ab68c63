import { endSession, proveSecondFactor, type SessionView } from '@xinglin/server/platform/sign-in';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Button, Form, Input } from 'antd';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

export function CodeForm({ onNext }: { readonly onNext: (session: SessionView) => void }) {
  const t = useText();
  const prove = useAct(proveSecondFactor, { onDone: onNext });
  const back = useAct(endSession, { onDone: onNext });
  return (
    <Form<{ code: string }> layout="vertical" size="large" onFinish={(typed) => prove.mutate(typed)}>
      <Form.Item
        name="code"
        label={t('sign-in.code')}
        extra={t('sign-in.code-hint')}
        rules={[{ required: true, message: t('sign-in.required') }]}
      >
        <Input autoFocus autoComplete="one-time-code" maxLength={20} className="xl-num" />
      </Form.Item>
      <ErrorNotice error={prove.error} />
      <Button block type="primary" htmlType="submit" loading={prove.isPending}>
        {t('sign-in.confirm')}
      </Button>
      <Button block type="link" onClick={() => back.mutate({})}>
        {t('sign-in.other-account')}
      </Button>
    </Form>
  );
}
