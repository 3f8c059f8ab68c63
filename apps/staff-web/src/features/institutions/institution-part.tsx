import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { changeInstitution, readInstitution } from '@xinglin/server/contract/institutions';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Col, Form, Input, Row, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { kinds } from './kinds.ts';
import { useText } from './text.ts';

type Request = RequestOf<typeof changeInstitution>;
type Known = OutputOf<typeof readInstitution>;

/** What the institution is called and how it is reached; printed on everything it hands out. */
export function InstitutionPart() {
  const known = useAsk(readInstitution, {});
  if (known.error) return <ErrorNotice error={known.error} onAgain={() => void known.refetch()} />;
  if (!known.data) return <Skeleton active />;
  return <InstitutionForm institution={known.data} />;
}

function InstitutionForm({ institution }: { readonly institution: Known }) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Request>();
  const [error, setError] = useState<unknown>();
  const change = useAct(changeInstitution, {
    refreshes: ['institutions.', 'staff.who-am-i'],
    onDone: () => void message.success(t('institutions.saved')),
  });
  const save = async () => {
    if (change.isPending) return;
    setError(undefined);
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const filled = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
    await change.mutateAsync(Object.fromEntries(filled) as unknown as Request).catch((refused: unknown) => {
      if (!showFieldErrors(form, refused)) setError(refused);
    });
  };
  useKeys([{ keys: 'F9', label: t('institutions.save'), run: () => void save() }]);
  const required = [{ required: true, whitespace: true, message: t('institutions.required') }];
  const { id: _id, ...start } = institution;
  return (
    <Form<Request>
      form={form}
      layout="vertical"
      style={{ maxWidth: 760 }}
      initialValues={start}
      onKeyDownCapture={enterMovesOn(() => void save())}
    >
      <Row gutter={12}>
        <Col span={12}>
          <Form.Item name="name" label={t('institutions.field.name')} rules={required}>
            <Input autoFocus maxLength={100} />
          </Form.Item>
        </Col>
        <Col span={6}>
          <Form.Item name="kind" label={t('institutions.field.kind')}>
            <Select options={kinds.map((value) => ({ value, label: t(`institutions.kind.${value}`) }))} />
          </Form.Item>
        </Col>
        <Col span={6}>
          <Form.Item name="code" label={t('institutions.field.code')} rules={required}>
            <Input maxLength={22} className="xl-num" />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="socialCreditCode" label={t('institutions.field.social-credit-code')}>
            <Input maxLength={18} className="xl-num" />
          </Form.Item>
        </Col>
        <Col span={6}>
          <Form.Item name="areaCode" label={t('institutions.field.area-code')}>
            <Input maxLength={12} className="xl-num" />
          </Form.Item>
        </Col>
        <Col span={6}>
          <Form.Item name="phone" label={t('institutions.field.phone')}>
            <Input maxLength={20} className="xl-num" />
          </Form.Item>
        </Col>
        <Col span={24}>
          <Form.Item name="address" label={t('institutions.field.address')}>
            <Input maxLength={200} />
          </Form.Item>
        </Col>
      </Row>
      <ErrorNotice error={error} />
      <Button type="primary" loading={change.isPending} onClick={() => void save()}>
        {t('institutions.save')}
      </Button>
    </Form>
  );
}
