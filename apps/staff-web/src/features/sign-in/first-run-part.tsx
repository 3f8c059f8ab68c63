import type { RequestOf } from '@xinglin/kernel/operation';
import { readSetUp, setUp } from '@xinglin/server/contract/institutions';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Button, Card, Flex, Form, Input, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { Opening } from '../../shell/opening.tsx';
import './sign-in.css';
import { useText } from './text.ts';

type Typed = RequestOf<typeof setUp>;
const officers = ['systemAdministrator', 'securityAdministrator', 'auditAdministrator'] as const;
const kinds = [
  'township-health-centre',
  'community-health-service-centre',
  'village-clinic',
  'county-platform',
  'other',
] as const;

/** On an empty installation: who are you, and who are the three administrators. Otherwise its children. */
export function FirstRunPart({ children }: { readonly children: ReactNode }) {
  const state = useAsk(readSetUp, {}, { staleTime: Number.POSITIVE_INFINITY });
  if (state.error) return <ErrorNotice error={state.error} onAgain={() => void state.refetch()} />;
  if (!state.data) return <Opening />;
  return state.data.isDone ? children : <SetUpForm onDone={() => void state.refetch()} />;
}

function SetUpForm({ onDone }: { readonly onDone: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Typed>();
  const create = useAct(setUp, { onDone });
  const required = [{ required: true, message: t('sign-in.required') }];
  return (
    <div className="xl-sign-in">
      <Card style={{ width: 'min(860px, 94vw)', margin: 16 }}>
        <Typography.Title level={3}>{t('sign-in.first-run.title')}</Typography.Title>
        <Form<Typed>
          form={form}
          layout="vertical"
          onKeyDownCapture={enterMovesOn(() => form.submit())}
          onFinish={(typed) => create.mutate(typed)}
          initialValues={{ institution: { kind: 'township-health-centre' } }}
        >
          <Flex gap={12} wrap>
            <Form.Item
              name={['institution', 'name']}
              label={t('sign-in.first-run.name')}
              rules={required}
              style={{ flex: '1 1 260px' }}
            >
              <Input autoFocus maxLength={100} />
            </Form.Item>
            <Form.Item name={['institution', 'kind']} label={t('sign-in.first-run.kind')} style={{ flex: '1 1 200px' }}>
              <Select options={kinds.map((value) => ({ value, label: t(`sign-in.first-run.kind.${value}`) }))} />
            </Form.Item>
            <Form.Item
              name={['institution', 'code']}
              label={t('sign-in.first-run.code')}
              rules={required}
              style={{ flex: '1 1 200px' }}
            >
              <Input maxLength={22} className="xl-num" />
            </Form.Item>
            <Form.Item
              name={['institution', 'areaCode']}
              label={t('sign-in.first-run.area')}
              style={{ flex: '1 1 140px' }}
            >
              <Input maxLength={12} className="xl-num" />
            </Form.Item>
          </Flex>
          <Flex gap={12} wrap>
            {officers.map((officer) => (
              <Card key={officer} size="small" title={t(`sign-in.first-run.${officer}`)} style={{ flex: '1 1 240px' }}>
                <Form.Item name={[officer, 'name']} label={t('sign-in.first-run.person')} rules={required}>
                  <Input maxLength={50} />
                </Form.Item>
                <Form.Item name={[officer, 'userName']} label={t('sign-in.user-name')} rules={required}>
                  <Input maxLength={32} autoComplete="off" />
                </Form.Item>
                <Form.Item name={[officer, 'password']} label={t('sign-in.first-run.password')} rules={required}>
                  <Input.Password maxLength={200} autoComplete="new-password" />
                </Form.Item>
              </Card>
            ))}
          </Flex>
          <Typography.Paragraph type="secondary">{t('sign-in.first-run.note')}</Typography.Paragraph>
          <ErrorNotice error={create.error} />
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t('sign-in.first-run.create')}
          </Button>
        </Form>
      </Card>
    </div>
  );
}
