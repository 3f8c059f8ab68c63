import type { RequestOf } from '@xinglin/kernel/operation';
import { searchServices } from '@xinglin/server/contract/catalog';
import { listDepartments } from '@xinglin/server/contract/institutions';
import { listMembers } from '@xinglin/server/contract/staff';
import { registerVisit, visitsOfPatient } from '@xinglin/server/contract/visits';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Checkbox, Flex, Form, Radio, Select } from 'antd';
import { useEffect, useRef } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

interface Typed {
  readonly departmentId?: string;
  readonly doctorId?: string;
  readonly feeServiceCode?: string;
  readonly firstVisit: boolean;
  readonly emergency: boolean;
  readonly payerKind: NonNullable<RequestOf<typeof registerVisit>['payerKind']>;
  readonly preferences: NonNullable<RequestOf<typeof registerVisit>['preferences']>;
}

interface RegistrationProps {
  readonly patientId: string;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Where to, with whom, for what fee. The usual answers stand already, so that Enter is enough for most. */
export function RegistrationPart({ patientId, onDone, onCancel }: RegistrationProps) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const register = useAct(registerVisit, {
    refreshes: ['visits.', 'patients.recent'],
    onDone: ({ ticket, departmentName }) => {
      void message.success(t('visits.registration.done', { ticket, department: departmentName }), 6);
      onDone();
    },
  });
  const save = async () => {
    const values = await form.validateFields().catch(() => undefined);
    if (!values?.departmentId || register.isPending) return;
    const { departmentId, doctorId, feeServiceCode, ...rest } = values;
    register.mutate({
      patientId,
      departmentId,
      ...(doctorId ? { doctorId } : {}),
      ...(feeServiceCode ? { feeServiceCode } : {}),
      ...rest,
    });
  };
  useKeys([
    { keys: 'F9', label: t('visits.registration.save'), run: () => void save() },
    { keys: 'Escape', label: t('visits.registration.cancel'), run: onCancel },
  ]);
  const start: Typed = { firstVisit: true, emergency: false, payerKind: 'self-pay', preferences: [] };
  return (
    <Form<Typed>
      form={form}
      layout="inline"
      initialValues={start}
      onKeyDownCapture={enterMovesOn(() => void save())}
      className="xl-wrap-form"
    >
      <PlaceFields form={form} />
      <WayFields patientId={patientId} form={form} />
      <Flex gap={8} style={{ width: '100%' }} vertical>
        <ErrorNotice error={register.error} />
        <Flex gap={8}>
          <Button type="primary" loading={register.isPending} onClick={() => void save()}>
            {t('visits.registration.save')}
          </Button>
          <Button onClick={onCancel}>{t('visits.registration.cancel')}</Button>
        </Flex>
      </Flex>
    </Form>
  );
}

type VisitForm = ReturnType<typeof Form.useForm<Typed>>[0];

function PlaceFields({ form }: { readonly form: VisitForm }) {
  const t = useText();
  const departments = useAsk(listDepartments, {}, { staleTime: 600_000 });
  const departmentId = Form.useWatch('departmentId', form);
  const doctors = useAsk(listMembers, departmentId ? { role: 'doctor', departmentId } : {}, {
    staleTime: 60_000,
    enabled: departmentId !== undefined,
  });
  const fees = useAsk(searchServices, { category: 'registration', all: true, limit: 50 }, { staleTime: 600_000 });
  const open = (departments.data?.departments ?? []).filter(
    ({ kind, retired }) => !retired && ['outpatient', 'emergency', 'fever-clinic'].includes(kind),
  );
  const first = useRef(true);
  const onlyFee = fees.data?.services[0]?.code;
  useEffect(() => {
    if (!first.current || onlyFee === undefined) return;
    first.current = false;
    form.setFieldValue('feeServiceCode', onlyFee);
  }, [form, onlyFee]);
  return (
    <>
      <Form.Item
        name="departmentId"
        label={t('visits.field.department')}
        rules={[{ required: true, message: t('visits.field.required') }]}
      >
        <Select
          autoFocus
          defaultActiveFirstOption
          style={{ width: 200 }}
          showSearch={{ optionFilterProp: 'find' }}
          options={open.map(({ id, name, initials, siteName }) => ({
            value: id,
            label: `${name}（${siteName}）`,
            find: `${name} ${initials} ${siteName}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="doctorId" label={t('visits.field.doctor')}>
        <Select
          allowClear
          style={{ width: 130 }}
          placeholder={t('visits.field.any-doctor')}
          showSearch={{ optionFilterProp: 'find' }}
          options={(doctors.data?.members ?? []).map(({ id, name, initials }) => ({
            value: id,
            label: name,
            find: `${name} ${initials}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="feeServiceCode" label={t('visits.field.fee')}>
        <Select
          allowClear
          style={{ width: 220 }}
          placeholder={t('visits.field.no-fee')}
          options={(fees.data?.services ?? []).map(({ code, name, price }) => ({
            value: code,
            label: price ? `${name} ¥${price.amount}` : t('visits.field.fee-unpriced', { name }),
            disabled: price === undefined,
          }))}
        />
      </Form.Item>
    </>
  );
}

/** A person seen here before comes back: 复诊 stands then as the usual answer. */
function WayFields({ patientId, form }: { readonly patientId: string; readonly form: VisitForm }) {
  const t = useText();
  const earlier = useAsk(visitsOfPatient, { patientId, limit: 1 });
  const seenBefore = (earlier.data?.visits.length ?? 0) > 0;
  useEffect(() => {
    if (seenBefore) form.setFieldValue('firstVisit', false);
  }, [form, seenBefore]);
  const payers = (['self-pay', 'employee-insurance', 'resident-insurance', 'public-health', 'other'] as const).map(
    (value) => ({ value, label: t(`visits.payer.${value}`) }),
  );
  const preferences = (['disabled', 'soldier', 'pregnant', 'referral'] as const).map((value) => ({
    value,
    label: t(`visits.preference.${value}`),
  }));
  return (
    <>
      <Form.Item name="firstVisit" label={t('visits.field.first-visit')}>
        <Radio.Group
          options={[
            { value: true, label: t('visits.first') },
            { value: false, label: t('visits.return') },
          ]}
        />
      </Form.Item>
      <Form.Item name="payerKind" label={t('visits.field.payer')}>
        <Select style={{ width: 120 }} options={payers} />
      </Form.Item>
      <Form.Item name="preferences" label={t('visits.field.preferences')}>
        <Checkbox.Group options={preferences} />
      </Form.Item>
      <Form.Item name="emergency" valuePropName="checked">
        <Checkbox>{t('visits.field.emergency')}</Checkbox>
      </Form.Item>
    </>
  );
}
