import type { OutputOf } from '@xinglin/kernel/operation';
import { beginEnrolment, confirmEnrolment, type SessionView } from '@xinglin/server/platform/sign-in';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, Button, Flex, Form, Input, QRCode, Skeleton, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { call, useAct } from '../../server-api.ts';
import { useText } from './text.ts';

/** Ties an authenticator app to the account: scan, type one code, keep the backup codes. */
export function EnrolmentForm({ onNext }: { readonly onNext: (session: SessionView) => void }) {
  const t = useText();
  const [secret, setSecret] = useState<OutputOf<typeof beginEnrolment>>();
  const [failed, setFailed] = useState<unknown>();
  const confirm = useAct(confirmEnrolment);
  useEffect(() => {
    let stopped = false;
    call(beginEnrolment, {}).then(
      (made) => stopped || setSecret(made),
      (error: unknown) => stopped || setFailed(error),
    );
    return () => {
      stopped = true;
    };
  }, []);
  if (failed) return <ErrorNotice error={failed} />;
  if (!secret) return <Skeleton active />;
  if (confirm.data) return <BackupCodes codes={confirm.data.backupCodes} onKept={() => onNext(confirm.data.session)} />;
  return (
    <Form<{ code: string }> layout="vertical" onFinish={(typed) => confirm.mutate(typed)}>
      <Alert type="info" showIcon title={t('sign-in.must-enrol')} style={{ margin: '8px 0' }} />
      <Flex vertical align="center" gap={6}>
        <QRCode value={secret.uri} size={170} bgColor="#fff" color="#000" />
        <Typography.Text copyable className="xl-num">
          {secret.secret}
        </Typography.Text>
      </Flex>
      <Form.Item
        name="code"
        label={t('sign-in.first-code')}
        rules={[{ required: true, message: t('sign-in.required') }]}
      >
        <Input autoFocus autoComplete="one-time-code" maxLength={10} className="xl-num" />
      </Form.Item>
      <ErrorNotice error={confirm.error} />
      <Button block type="primary" htmlType="submit" loading={confirm.isPending}>
        {t('sign-in.confirm')}
      </Button>
    </Form>
  );
}

/** Shown this once. */
export function BackupCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  const t = useText();
  return (
    <Flex vertical gap={8} style={{ marginTop: 8 }}>
      <Alert type="warning" showIcon title={t('sign-in.keep-codes')} />
      <Typography.Paragraph copyable={{ text: codes.join('\n') }} className="xl-num xl-backup-codes">
        {codes.map((code) => (
          <span key={code}>{code}</span>
        ))}
      </Typography.Paragraph>
      <Button type="primary" autoFocus onClick={onKept}>
        {t('sign-in.codes-kept')}
      </Button>
    </Flex>
  );
}
