import { useQueryClient } from '@tanstack/react-query';
import {
  endOwnSession,
  listSessions,
  readSession,
  removeSecondFactor,
  renewBackupCodes,
} from '@xinglin/server/platform/sign-in';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { App, Button, Card, Flex, Form, Input, Table, Tag, Typography } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { BackupCodes, EnrolmentForm } from './enrolment-form.tsx';
import { NewPasswordForm } from './new-password-form.tsx';
import { useText } from './text.ts';

/** One's own account: password, second factor, and where one is signed in. */
export function Screen() {
  const t = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const session = useAsk(readSession, {});
  return (
    <Flex gap={8} wrap align="start">
      <Card size="small" title={t('sign-in.account.password')} style={{ width: 380 }}>
        {session.data?.passwordExpiresAt && (
          <Typography.Paragraph type="secondary">
            {t('sign-in.account.expires', { date: dayjs(session.data.passwordExpiresAt).format('YYYY-MM-DD') })}
          </Typography.Paragraph>
        )}
        <NewPasswordForm
          byChoice
          onNext={() => {
            void message.success(t('sign-in.account.changed'));
            void queries.invalidateQueries();
          }}
        />
      </Card>
      <Card size="small" title={t('sign-in.account.second-factor')} style={{ width: 380 }}>
        <SecondFactor on={session.data?.hasSecondFactor === true} required={session.data?.needsSecondFactor === true} />
      </Card>
      <Card size="small" title={t('sign-in.account.sessions')} style={{ flex: '1 1 480px' }}>
        <Sessions />
      </Card>
    </Flex>
  );
}

function SecondFactor({ on, required }: { readonly on: boolean; readonly required: boolean }) {
  const t = useText();
  const queries = useQueryClient();
  const [enrolling, setEnrolling] = useState(false);
  const again = () => void queries.invalidateQueries({ queryKey: [readSession.name] });
  const renew = useAct(renewBackupCodes);
  const remove = useAct(removeSecondFactor, { onDone: again });
  if (enrolling) {
    return (
      <EnrolmentForm
        onNext={() => {
          setEnrolling(false);
          again();
        }}
      />
    );
  }
  if (!on) return <Button onClick={() => setEnrolling(true)}>{t('sign-in.account.enrol')}</Button>;
  if (renew.data) return <BackupCodes codes={renew.data.backupCodes} onKept={() => renew.reset()} />;
  return (
    <Form<{ password: string }> layout="vertical" onFinish={(typed) => renew.mutate(typed)}>
      <Typography.Paragraph>
        {t(required ? 'sign-in.account.factor-required' : 'sign-in.account.factor-on')}
      </Typography.Paragraph>
      <Form.Item
        name="password"
        label={t('sign-in.password')}
        rules={[{ required: true, message: t('sign-in.required') }]}
      >
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <ErrorNotice error={renew.error ?? remove.error} />
      <Flex gap={8}>
        <Button htmlType="submit" loading={renew.isPending}>
          {t('sign-in.account.renew-codes')}
        </Button>
        {!required && (
          <Form.Item noStyle shouldUpdate>
            {({ getFieldValue }) => (
              <Button
                danger
                loading={remove.isPending}
                onClick={() => remove.mutate({ password: String(getFieldValue('password') ?? '') })}
              >
                {t('sign-in.account.remove-factor')}
              </Button>
            )}
          </Form.Item>
        )}
      </Flex>
    </Form>
  );
}

function Sessions() {
  const t = useText();
  const list = useAsk(listSessions, {});
  const end = useAct(endOwnSession, { refreshes: [listSessions.name] });
  return (
    <>
      <ErrorNotice error={list.error ?? end.error} onAgain={() => void list.refetch()} />
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        loading={list.isLoading}
        dataSource={list.data?.sessions ?? []}
        columns={[
          {
            title: t('sign-in.account.began'),
            dataIndex: 'beganAt',
            className: 'xl-num',
            render: (at: string) => dayjs(at).format('MM-DD HH:mm'),
          },
          {
            title: t('sign-in.account.seen'),
            dataIndex: 'lastSeenAt',
            className: 'xl-num',
            render: (at: string) => dayjs(at).format('MM-DD HH:mm'),
          },
          { title: t('sign-in.account.address'), dataIndex: 'clientAddress', className: 'xl-num' },
          { title: t('sign-in.account.device'), dataIndex: 'userAgent', ellipsis: true },
          {
            width: 90,
            render: (_, { id, isThis }) =>
              isThis ? (
                <Tag color="green">{t('sign-in.account.this')}</Tag>
              ) : (
                <Button size="small" danger onClick={() => end.mutate({ sessionId: id })}>
                  {t('sign-in.account.end')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
