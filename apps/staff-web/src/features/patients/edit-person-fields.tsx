import type { Patient } from '@xinglin/server/contract/patients';
import { listVillages } from '@xinglin/server/contract/patients/households';
import { Checkbox, Col, Form, type FormInstance, Input, Row, Select } from 'antd';
import { useAsk } from '../../server-api.ts';
import { ethnicityCodes, maritalCodes, paymentCodes, relationCodes } from './codes.ts';
import { DateField } from './date-field.tsx';
import type { PersonForm } from './demographics-model.ts';
import { SealedGroup } from './sealed-group.tsx';
import { useText } from './text.ts';
import { useCodeWords } from './use-code-words.ts';

interface FieldsProps {
  readonly patient: Patient;
  readonly form: FormInstance<PersonForm>;
}

/** Fields of the basic data. What an identity number says of its bearer cannot be changed here. */
export function EditPersonFields({ patient, form }: FieldsProps) {
  const t = useText();
  const codes = useCodeWords();
  const villages = useAsk(listVillages, {}, { staleTime: 600_000 });
  const numbered = patient.documents.some(({ kind }) => kind === 'resident-id');
  const sexes = (['male', 'female', 'other', 'unknown'] as const).map((value) => ({
    value,
    label: t(`patients.sex.${value}`),
  }));
  const choices = (list: readonly string[], say: (code: string) => string) =>
    list.map((value) => ({ value, label: say(value) }));
  const search = { optionFilterProp: 'label' } as const;
  return (
    <Row gutter={12}>
      <Col span={6}>
        <Form.Item
          name="name"
          label={t('patients.field.name')}
          rules={[{ required: true, whitespace: true, message: t('patients.field.required') }]}
        >
          <Input autoFocus maxLength={50} />
        </Form.Item>
      </Col>
      <Col span={4}>
        <Form.Item name="sex" label={t('patients.field.sex')}>
          <Select options={sexes} disabled={numbered} />
        </Form.Item>
      </Col>
      <Col span={6}>
        <DateField name="bornOn" label={t('patients.field.born-on')} disabled={numbered} noFuture />
      </Col>
      <Col span={4}>
        <Form.Item name="bornOnIsEstimate" valuePropName="checked" label={' '}>
          <Checkbox disabled={numbered}>{t('patients.field.estimated')}</Checkbox>
        </Form.Item>
      </Col>
      <Col span={4}>
        <Form.Item name="ethnicity" label={t('patients.field.ethnicity')}>
          <Select allowClear showSearch={search} options={choices(ethnicityCodes, codes.ethnicity)} />
        </Form.Item>
      </Col>
      <Col span={6}>
        <Form.Item name="maritalStatus" label={t('patients.field.marital')}>
          <Select allowClear options={choices(maritalCodes, codes.marital)} />
        </Form.Item>
      </Col>
      <Col span={4}>
        <Form.Item name="occupation" label={t('patients.field.occupation')}>
          <Input maxLength={50} />
        </Form.Item>
      </Col>
      <Col span={6}>
        <Form.Item name="workUnit" label={t('patients.field.work-unit')}>
          <Input maxLength={100} />
        </Form.Item>
      </Col>
      <Col span={8}>
        <Form.Item name="paymentKind" label={t('patients.field.payment')}>
          <Select allowClear options={choices(paymentCodes, codes.payment)} />
        </Form.Item>
      </Col>
      <Col span={10}>
        <Form.Item name="villageId" label={t('patients.field.village')}>
          <Select
            allowClear
            showSearch={search}
            options={(villages.data?.villages ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      </Col>
      <Col span={6}>
        <DateField name="deceasedOn" label={t('patients.field.deceased-on')} noFuture />
      </Col>
      <Col span={24}>
        <SealedGroup form={form} act="phoneAct" label={t('patients.field.phone')} masked={patient.phoneMasked}>
          <Form.Item name="phone" noStyle>
            <Input maxLength={25} className="xl-num" style={{ width: 200 }} aria-label={t('patients.field.phone')} />
          </Form.Item>
        </SealedGroup>
        <SealedGroup form={form} act="addressAct" label={t('patients.field.address')} masked={patient.addressMasked}>
          <Form.Item name="region" noStyle>
            <Input maxLength={100} style={{ width: 220 }} placeholder={t('patients.field.region')} />
          </Form.Item>
          <Form.Item name="detail" noStyle>
            <Input maxLength={200} style={{ width: 260 }} placeholder={t('patients.field.detail')} />
          </Form.Item>
        </SealedGroup>
        <SealedGroup
          form={form}
          act="contactAct"
          label={t('patients.field.contact')}
          masked={patient.contactMasked && [patient.contactMasked.name, patient.contactMasked.phone].join(' ')}
        >
          <Form.Item name="contactName" noStyle>
            <Input maxLength={50} style={{ width: 140 }} placeholder={t('patients.field.name')} />
          </Form.Item>
          <Form.Item name="contactRelation" noStyle>
            <Select
              allowClear
              style={{ width: 130 }}
              aria-label={t('patients.field.relation')}
              options={choices(relationCodes, codes.relation)}
            />
          </Form.Item>
          <Form.Item name="contactPhone" noStyle>
            <Input maxLength={30} className="xl-num" style={{ width: 170 }} placeholder={t('patients.field.phone')} />
          </Form.Item>
        </SealedGroup>
      </Col>
    </Row>
  );
}
