import { usageCodes } from '@xinglin/server/contract/catalog';
import { listAllergyChoices } from '@xinglin/server/contract/patients/health';
import { useLanguage } from '@xinglin/ui/texts';
import { Checkbox, Col, Form, type FormInstance, Input, Row, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useAsk } from '../../server-api.ts';
import type { DrugForm } from './drug-form-model.ts';
import { useText } from './text.ts';

interface DrugFieldsProps {
  readonly form: FormInstance<DrugForm>;
  /** Stock and prices of a known product count in its units, so that those stay as they are. */
  readonly known: boolean;
}

export function DrugFields({ form, known }: DrugFieldsProps) {
  const t = useText();
  return (
    <>
      <NameFields />
      <Typography.Text strong>{t('catalog.section.units')}</Typography.Text>{' '}
      {known && <span className="xl-dim">{t('catalog.units-fixed')}</span>}
      <UnitFields known={known} />
      <Typography.Text strong>{t('catalog.section.use')}</Typography.Text>
      <UseFields form={form} />
      <Typography.Text strong>{t('catalog.section.marks')}</Typography.Text>
      <MarkFields />
    </>
  );
}

interface FieldProps {
  readonly name: string | string[];
  readonly label: string;
  readonly span: number;
  readonly required?: boolean;
  readonly extra?: string;
  readonly children: ReactNode;
}

function Field({ name, label, span, required = false, extra, children }: FieldProps) {
  const t = useText();
  return (
    <Col span={span}>
      <Form.Item
        name={name}
        label={label}
        {...(extra ? { extra } : {})}
        rules={required ? [{ required: true, message: t('catalog.required') }] : []}
      >
        {children}
      </Form.Item>
    </Col>
  );
}

function NameFields() {
  const t = useText();
  const language = useLanguage();
  // The generic drugs of the knowledge base, as everybody may read them.
  const choices = useAsk(listAllergyChoices, {}, { staleTime: 3_600_000 });
  const generics = (choices.data?.choices ?? []).filter(({ kind }) => kind === 'drug');
  const categories = (['western', 'patent-chinese', 'herbal'] as const).map((value) => ({
    value,
    label: t(`catalog.category.${value}`),
  }));
  return (
    <Row gutter={12}>
      <Field name="code" label={t('catalog.code')} span={5} required>
        <Input autoFocus maxLength={40} className="xl-num" />
      </Field>
      <Field name="name" label={t('catalog.field.name')} span={8} required>
        <Input maxLength={100} />
      </Field>
      <Field name="tradeName" label={t('catalog.field.tradeName')} span={6}>
        <Input maxLength={100} />
      </Field>
      <Field name="category" label={t('catalog.field.category')} span={5}>
        <Select options={categories} />
      </Field>
      <Field name="genericId" label={t('catalog.field.genericId')} span={8} extra={t('catalog.generic-hint')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'find' }}
          options={generics.map(({ key, zh, en, find }) => ({
            value: key,
            label: `${language === 'en' ? en : zh} ${key}`,
            find: `${zh} ${en} ${find} ${key}`.toLowerCase(),
          }))}
        />
      </Field>
      <Field name="english" label={t('catalog.field.english')} span={8}>
        <Input maxLength={200} />
      </Field>
      <Field name="manufacturer" label={t('catalog.manufacturer')} span={8} required>
        <Input maxLength={100} />
      </Field>
      <Field name="approvalNumber" label={t('catalog.field.approvalNumber')} span={8}>
        <Input maxLength={40} className="xl-num" />
      </Field>
      <Field name="barcode" label={t('catalog.field.barcode')} span={8}>
        <Input maxLength={40} className="xl-num" />
      </Field>
    </Row>
  );
}

function UnitFields({ known }: { readonly known: boolean }) {
  const t = useText();
  return (
    <Row gutter={12}>
      <Field name="specification" label={t('catalog.field.specification')} span={8} required>
        <Input maxLength={100} placeholder={t('catalog.example.specification')} />
      </Field>
      <Field name="dosageForm" label={t('catalog.form')} span={4} required>
        <Input maxLength={30} />
      </Field>
      <Field name="dispensingUnit" label={t('catalog.field.dispensingUnit')} span={4} required>
        <Input maxLength={10} disabled={known} placeholder={t('catalog.example.unit')} />
      </Field>
      <Field name="packUnit" label={t('catalog.field.packUnit')} span={4} required>
        <Input maxLength={10} />
      </Field>
      <Field name="packSize" label={t('catalog.field.packSize')} span={4} required>
        <Input maxLength={6} disabled={known} className="xl-num" inputMode="numeric" />
      </Field>
      <Field name="doseUnit" label={t('catalog.field.doseUnit')} span={4} required>
        <Input maxLength={10} placeholder={t('catalog.example.dose-unit')} />
      </Field>
      <Field name="dosePerUnit" label={t('catalog.field.dosePerUnit')} span={6} required>
        <Input maxLength={16} className="xl-num" inputMode="decimal" />
      </Field>
      <Col span={14}>
        <Form.Item label=" ">
          <Form.Item name="splittable" valuePropName="checked" noStyle>
            <Checkbox>{t('catalog.field.splittable')}</Checkbox>
          </Form.Item>
          <Form.Item name="singleUse" valuePropName="checked" noStyle>
            <Checkbox>{t('catalog.field.singleUse')}</Checkbox>
          </Form.Item>
        </Form.Item>
      </Col>
    </Row>
  );
}

function UseFields({ form }: { readonly form: FormInstance<DrugForm> }) {
  const t = useText();
  const language = useLanguage();
  const usage = useAsk(usageCodes, {}, { staleTime: 3_600_000 });
  const say = ({ zh, en }: { readonly zh: string; readonly en: string }) => (language === 'en' ? en : zh);
  const routes = (usage.data?.routes ?? []).map((one) => ({
    value: one.code,
    label: say(one),
    find: `${one.code} ${one.zh} ${one.en}`,
  }));
  const frequencies = (usage.data?.frequencies ?? []).map((one) => ({
    value: one.code,
    label: say(one),
    find: `${one.code} ${one.zh} ${one.en}`,
  }));
  const allowed = Form.useWatch('routes', form) ?? [];
  const units = [Form.useWatch('doseUnit', form), Form.useWatch('dispensingUnit', form)].filter(
    (unit): unit is string => Boolean(unit),
  );
  const search = { optionFilterProp: 'find' } as const;
  return (
    <Row gutter={12}>
      <Field name="routes" label={t('catalog.field.routes')} span={24} required>
        <Select mode="multiple" size="middle" showSearch={search} options={routes} />
      </Field>
      <Field name={['usualUse', 'singleDose']} label={t('catalog.use.dose')} span={5}>
        <Input className="xl-num" inputMode="decimal" maxLength={12} />
      </Field>
      <Field name={['usualUse', 'doseUnit']} label={t('catalog.use.unit')} span={4}>
        <Select allowClear options={[...new Set(units)].map((value) => ({ value, label: value }))} />
      </Field>
      <Field name={['usualUse', 'route']} label={t('catalog.use.route')} span={5}>
        <Select allowClear options={routes.filter(({ value }) => allowed.includes(value))} />
      </Field>
      <Field name={['usualUse', 'frequency']} label={t('catalog.use.frequency')} span={6}>
        <Select allowClear showSearch={search} options={frequencies} />
      </Field>
      <Field name={['usualUse', 'days']} label={t('catalog.use.days')} span={4}>
        <Input className="xl-num" inputMode="numeric" maxLength={3} />
      </Field>
    </Row>
  );
}

function MarkFields() {
  const t = useText();
  const words = <Value extends string>(values: readonly Value[], say: (value: Value) => string) =>
    values.map((value) => ({ value, label: say(value) }));
  return (
    <Row gutter={12}>
      <Field name="storage" label={t('catalog.field.storage')} span={6}>
        <Select options={words(['normal', 'cool', 'cold'] as const, (value) => t(`catalog.storage.${value}`))} />
      </Field>
      <Field name="antibioticTier" label={t('catalog.field.antibioticTier')} span={6}>
        <Select
          allowClear
          options={words(['unrestricted', 'restricted', 'special'] as const, (value) => t(`catalog.tier.${value}`))}
        />
      </Field>
      <Field name="controlled" label={t('catalog.field.controlled')} span={6}>
        <Select
          allowClear
          options={words(['narcotic', 'psychotropic-1', 'psychotropic-2', 'toxic'] as const, (value) =>
            t(`catalog.controlled.${value}`),
          )}
        />
      </Field>
      <Col span={24}>
        {(['essential', 'skinTest', 'highAlert'] as const).map((name) => (
          <Form.Item key={name} name={name} valuePropName="checked" noStyle>
            <Checkbox>{t(`catalog.field.${name}`)}</Checkbox>
          </Form.Item>
        ))}
      </Col>
    </Row>
  );
}
