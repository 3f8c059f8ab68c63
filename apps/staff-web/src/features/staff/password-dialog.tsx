import { Dialog } from '@xinglin/ui/dialog';
import { Alert, Descriptions, Typography } from 'antd';
import { useText } from './text.ts';

interface PasswordDialogProps {
  readonly userName: string;
  readonly password: string;
  readonly onClose: () => void;
}

/** The password to hand over, once: nobody can read it again, and it must be changed at the first sign-in. */
export function PasswordDialog({ userName, password, onClose }: PasswordDialogProps) {
  const t = useText();
  return (
    <Dialog
      onceOnly
      title={t('staff.password.title')}
      okText={t('staff.password.kept')}
      onOk={onClose}
      onClose={onClose}
    >
      <Alert type="warning" showIcon title={t('staff.password.once')} style={{ marginBottom: 8 }} />
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'user', label: t('staff.user-name'), children: <b>{userName}</b> },
          {
            key: 'password',
            label: t('staff.password'),
            children: (
              <Typography.Text copyable={window.isSecureContext} code className="xl-num">
                {password}
              </Typography.Text>
            ),
          },
        ]}
      />
    </Dialog>
  );
}
