import type { RequestOf } from '@xinglin/kernel/operation';
import { registerNameless, registerNewborn, type SearchHit } from '@xinglin/server/contract/patients';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { Button, DatePicker, Flex, Form, InputNumber, Radio } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { PersonSearch } from './person-search.tsx';
import { useText } from './text.ts';

interface WithoutPapersProps {
  readonly onChosen: (patient: { readonly id: string }) => void;
  readonly onCancel: () => void;
}

interface TypedNewborn {
  readonly sex: 'male' | 'female' | 'unknown';
  readonly bornAt: Dayjs;
  readonly order?: number | null;
}

/** A child just born: known by its mother until it has a name. Household, village and contact come from her. */
export function NewbornPart({ onChosen, onCancel }: WithoutPapersProps) {
  const t = useText();
  const [form] = Form.useForm<TypedNewborn>();
  const [mother, setMother] = useState<SearchHit>();
  const [error, setError] = useState<unknown>();
  const register = useAct(registerNewborn, {
    refreshes: ['patients.'],
    onDone: ({ patient }) => onChosen(patient),
  });
  const save = async () => {
    if (!mother || register.isPending) return;
    setError(undefined);
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const { sex, bornAt, order } = values;
    const request: RequestOf<typeof registerNewborn> = {
      motherId: mother.id,
      sex,
      bornAt: bornAt.toISOString(),
      ...(order ? { order } : {}),
    };
    await register.mutateAsync(request).catch((refused: unknown) => {
      if (!showFieldErrors(form, refused)) setError(refused);
    });
  };
  useKeys([
    { keys: 'F9', label: t('patients.new.save'), disabled: !mother, run: () => void save() },
    { keys: 'Escape', label: t('patients.new.cancel'), run: onCancel },
  ]);
  return (
    <Flex vertical gap={8}>
      <Flex gap={12} align="center">
        <PersonSearch
          autoFocus
          hotkey="F4"
          width={460}
          placeholder={t('patients.newborn.find-mother')}
          onChoose={setMother}
        />
        {mother ? (
          <b>{t('patients.newborn.mother', { name: mother.name, number: mother.number })}</b>
        ) : (
          <span className="xl-dim">{t('patients.newborn.mother-first')}</span>
        )}
      </Flex>
      <Form<TypedNewborn>
        form={form}
        layout="inline"
        initialValues={{ sex: 'male', bornAt: dayjs() }}
        onKeyDownCapture={enterMovesOn(() => void save())}
      >
        <Form.Item name="sex" label={t('patients.field.sex')}>
          <Radio.Group
            options={(['male', 'female', 'unknown'] as const).map((value) => ({
              value,
              label: t(`patients.sex.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="bornAt"
          label={t('patients.field.born-at')}
          rules={[{ required: true, message: t('patients.field.required') }]}
        >
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            format={['YYYY-MM-DD HH:mm', 'YYYYMMDD HHmm']}
            disabledDate={(day) => day.isAfter(dayjs())}
          />
        </Form.Item>
        <Form.Item name="order" label={t('patients.newborn.order')}>
          <InputNumber min={1} max={9} precision={0} style={{ width: 60 }} />
        </Form.Item>
      </Form>
      <ErrorNotice error={error} />
      <Flex gap={8}>
        <Button type="primary" disabled={!mother} loading={register.isPending} onClick={() => void save()}>
          {t('patients.new.save')}
        </Button>
        <Button onClick={onCancel}>{t('patients.new.cancel')}</Button>
      </Flex>
    </Flex>
  );
}

interface TypedNameless {
  readonly sex: 'male' | 'female' | 'unknown';
  readonly estimatedAgeYears?: number | null;
}

/** Somebody who cannot say who they are: treated first, identified later. */
export function NamelessPart({ onChosen, onCancel }: WithoutPapersProps) {
  const t = useText();
  const [form] = Form.useForm<TypedNameless>();
  const register = useAct(registerNameless, {
    refreshes: ['patients.'],
    onDone: ({ patient }) => onChosen(patient),
  });
  const save = () => {
    if (register.isPending) return;
    const { sex, estimatedAgeYears } = form.getFieldsValue(true) as TypedNameless;
    register.mutate({
      sex,
      ...(estimatedAgeYears === undefined || estimatedAgeYears === null ? {} : { estimatedAgeYears }),
    });
  };
  useKeys([
    { keys: 'F9', label: t('patients.new.save'), run: save },
    { keys: 'Escape', label: t('patients.new.cancel'), run: onCancel },
  ]);
  return (
    <Flex vertical gap={8}>
      <span className="xl-dim">{t('patients.nameless.note')}</span>
      <Form<TypedNameless>
        form={form}
        layout="inline"
        initialValues={{ sex: 'male' }}
        onKeyDownCapture={enterMovesOn(save)}
      >
        <Form.Item name="sex" label={t('patients.field.sex')}>
          <Radio.Group
            options={(['male', 'female', 'unknown'] as const).map((value) => ({
              value,
              label: t(`patients.sex.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="estimatedAgeYears" label={t('patients.nameless.age')}>
          <InputNumber autoFocus min={0} max={130} precision={0} style={{ width: 80 }} />
        </Form.Item>
      </Form>
      <ErrorNotice error={register.error} />
      <Flex gap={8}>
        <Button type="primary" loading={register.isPending} onClick={save}>
          {t('patients.new.save')}
        </Button>
        <Button onClick={onCancel}>{t('patients.new.cancel')}</Button>
      </Flex>
    </Flex>
  );
}
