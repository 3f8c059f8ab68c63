import { changePassword, type SessionView } from '@xinglin/server/platform/sign-in';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, Button, Form, Input } from 'antd';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

interface Typed {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly again: string;
}
interface NewPasswordProps {
  readonly onNext: (session: SessionView) => void;
  /** Asked for by the person, not demanded by the rules. */
  readonly byChoice?: boolean;
}

/** The old password, the new one twice; what a good one is stands beside it. */
export function NewPasswordForm({ onNext, byChoice = false }: NewPasswordProps) {
  const t = useText();
  const [form] = Form.useForm<Typed>();
  const change = useAct(changePassword, {
    onDone: (session) => {
      form.resetFields();
      onNext(session);
    },
  });
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      onKeyDownCapture={enterMovesOn(() => form.submit())}
      onFinish={({ currentPassword, newPassword }) => change.mutate({ currentPassword, newPassword })}
    >
      {!byChoice && <Alert type="info" showIcon title={t('sign-in.must-change')} style={{ margin: '8px 0' }} />}
      <Form.Item
        name="currentPassword"
        label={t('sign-in.current-password')}
        rules={[{ required: true, message: t('sign-in.required') }]}
      >
        <Input.Password autoFocus={!byChoice} autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t('sign-in.new-password')}
        extra={t('sign-in.password-rules')}
        rules={[{ required: true, message: t('sign-in.required') }]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('sign-in.password-again')}
        dependencies={['newPassword']}
        rules={[
          { required: true, message: t('sign-in.required') },
          ({ getFieldValue }) => ({
            validator: async (_, again?: string) => {
              if (again && again !== getFieldValue('newPassword')) throw new Error(t('sign-in.not-the-same'));
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <ErrorNotice error={change.error} />
      <Button block={!byChoice} type="primary" htmlType="submit" loading={change.isPending}>
        {t('sign-in.change-password')}
      </Button>
    </Form>
  );
}
