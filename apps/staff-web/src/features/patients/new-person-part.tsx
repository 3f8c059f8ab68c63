import { ApiError } from '@xinglin/kernel/client';
import type { RequestOf } from '@xinglin/kernel/operation';
import { readResidentId } from '@xinglin/kernel/resident-id';
import { type Patient, registerPatient } from '@xinglin/server/contract/patients';
import { listVillages } from '@xinglin/server/contract/patients/households';
import { type Candidate, findDuplicates } from '@xinglin/server/contract/patients/merging';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Col, DatePicker, Flex, Form, type FormInstance, Input, Row, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { call, useAct, useAsk } from '../../server-api.ts';
import { DuplicatesPart } from './duplicates-part.tsx';
import { useText } from './text.ts';

interface Typed {
  readonly residentId?: string;
  readonly name?: string;
  readonly sex?: 'male' | 'female' | 'other' | 'unknown';
  readonly bornOn?: Dayjs;
  readonly phone?: string;
  readonly villageId?: string;
  readonly addressDetail?: string;
  readonly paymentKind?: RequestOf<typeof registerPatient>['paymentKind'];
  readonly contactName?: string;
  readonly contactPhone?: string;
}

interface NewPersonProps {
  /** What was typed into the search box: an identity number or a name. */
  readonly typed: string;
  readonly onChosen: (patient: { readonly id: string }) => void;
  readonly onCancel: () => void;
}

function requestOf(typed: Typed, distinctFrom: readonly string[]): RequestOf<typeof registerPatient> {
  const {
    residentId,
    name = '',
    sex,
    bornOn,
    phone,
    villageId,
    addressDetail,
    paymentKind,
    contactName,
    contactPhone,
  } = typed;
  return {
    name,
    ...(sex ? { sex } : {}),
    ...(bornOn ? { bornOn: bornOn.format('YYYY-MM-DD') } : {}),
    ...(phone ? { phone } : {}),
    ...(villageId ? { villageId } : {}),
    ...(addressDetail ? { address: { detail: addressDetail } } : {}),
    ...(paymentKind ? { paymentKind } : {}),
    ...(contactName ? { contact: { name: contactName, ...(contactPhone ? { phone: contactPhone } : {}) } } : {}),
    documents: residentId ? [{ kind: 'resident-id', number: residentId }] : [],
    distinctFrom: [...distinctFrom],
  };
}

/** Registers a person in one pass of Enter keys: identity number first, because it fills in half of the rest. */
export function NewPersonPart({ typed, onChosen, onCancel }: NewPersonProps) {
  const t = useText();
  const [form] = Form.useForm<Typed>();
  const [error, setError] = useState<unknown>();
  const [candidates, setCandidates] = useState<readonly Candidate[]>([]);
  const register = useAct(registerPatient, {
    refreshes: ['patients.'],
    onDone: ({ patient }: { patient: Patient }) => onChosen(patient),
  });

  const save = async (distinctFrom: readonly string[] = []) => {
    setError(undefined);
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const request = requestOf(values, distinctFrom);
    try {
      await register.mutateAsync(request);
    } catch (refused) {
      if (refused instanceof ApiError && refused.code === 'patients.identity-taken') {
        onChosen({ id: String(refused.facts.patientId) });
      } else if (refused instanceof ApiError && refused.code === 'patients.likely-duplicate') {
        const { distinctFrom: _, address: __, contact: ___, ...asked } = request;
        const found = await call(findDuplicates, asked);
        setCandidates(found.candidates);
      } else if (!showFieldErrors(form, refused)) setError(refused);
    }
  };
  useKeys([
    { keys: 'F9', label: t('patients.new.save'), run: () => void save() },
    { keys: 'Escape', label: t('patients.new.cancel'), run: onCancel },
  ]);
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      initialValues={startOf(typed)}
      onKeyDownCapture={enterMovesOn(() => void save())}
    >
      <PersonFields form={form} />
      <ErrorNotice error={error} />
      <Flex gap={8}>
        <Button type="primary" loading={register.isPending} onClick={() => void save()}>
          {t('patients.new.save')}
        </Button>
        <Button onClick={onCancel}>{t('patients.new.cancel')}</Button>
      </Flex>
      <DuplicatesPart
        candidates={candidates}
        onSame={onChosen}
        onOther={() => {
          const others = candidates.map(({ patient }) => patient.id);
          setCandidates([]);
          void save(others);
        }}
        onClose={() => setCandidates([])}
      />
    </Form>
  );
}

/** An identity number typed into the search box is used; anything else is taken for the name. */
function startOf(typed: string): Typed {
  const read = readResidentId(typed);
  if (read.ok) return { residentId: read.number, sex: read.sex, bornOn: dayjs(read.bornOn) };
  return /^\d{6,}/.test(typed) ? { residentId: typed } : { name: typed };
}

function PersonFields({ form }: { readonly form: FormInstance<Typed> }) {
  const t = useText();
  const villages = useAsk(listVillages, {}, { staleTime: 600_000 });
  const read = readResidentId(Form.useWatch('residentId', form) ?? '');
  const fillFromNumber = (number: string) => {
    const found = readResidentId(number);
    if (found.ok) form.setFieldsValue({ sex: found.sex, bornOn: dayjs(found.bornOn) });
  };
  const sexes = (['male', 'female', 'unknown'] as const).map((value) => ({ value, label: t(`patients.sex.${value}`) }));
  const kinds = (['01', '02', '03', '04', '05', '06', '07', '08', '99'] as const).map((value) => ({
    value,
    label: t(`patients.payment.${value}`),
  }));
  return (
    <Row gutter={12}>
      <Col span={8}>
        <Form.Item
          name="residentId"
          label={t('patients.field.resident-id')}
          rules={[{ validator: (_, value?: string) => checkNumber(value, t) }]}
          validateTrigger="onBlur"
        >
          <Input autoFocus maxLength={20} className="xl-num" onChange={(event) => fillFromNumber(event.target.value)} />
        </Form.Item>
      </Col>
      <Col span={6}>
        <Form.Item
          name="name"
          label={t('patients.field.name')}
          rules={[{ required: true, message: t('patients.field.required') }]}
        >
          <Input maxLength={50} />
        </Form.Item>
      </Col>
      <Col span={4}>
        <Form.Item
          name="sex"
          label={t('patients.field.sex')}
          rules={[{ required: true, message: t('patients.field.required') }]}
        >
          <Select options={sexes} disabled={read.ok} />
        </Form.Item>
      </Col>
      <Col span={6}>
        <Form.Item name="bornOn" label={t('patients.field.born-on')}>
          <DatePicker style={{ width: '100%' }} disabled={read.ok} disabledDate={(day) => day.isAfter(dayjs())} />
        </Form.Item>
      </Col>
      <Col span={8}>
        <Form.Item name="phone" label={t('patients.field.phone')}>
          <Input maxLength={25} className="xl-num" />
        </Form.Item>
      </Col>
      <Col span={6}>
        <Form.Item name="villageId" label={t('patients.field.village')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={(villages.data?.villages ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      </Col>
      <Col span={10}>
        <Form.Item name="addressDetail" label={t('patients.field.address')}>
          <Input maxLength={200} />
        </Form.Item>
      </Col>
      <Col span={8}>
        <Form.Item name="paymentKind" label={t('patients.field.payment')}>
          <Select allowClear options={kinds} />
        </Form.Item>
      </Col>
      <Col span={6}>
        <Form.Item name="contactName" label={t('patients.field.contact')}>
          <Input maxLength={50} />
        </Form.Item>
      </Col>
      <Col span={10}>
        <Form.Item name="contactPhone" label={t('patients.field.contact-phone')}>
          <Input maxLength={30} className="xl-num" />
        </Form.Item>
      </Col>
    </Row>
  );
}

async function checkNumber(value: string | undefined, t: ReturnType<typeof useText>): Promise<void> {
  if (!value) return;
  const read = readResidentId(value);
  if (!read.ok) throw new Error(t(`patients.number-fault.${read.fault}`));
}
