import type { RequestOf } from '@xinglin/kernel/operation';
import { assertNoAllergy, listAllergyChoices, recordAllergy } from '@xinglin/server/contract/patients/health';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { useLanguage } from '@xinglin/ui/texts';
import { AutoComplete, Button, Flex, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

type Allergy = RequestOf<typeof recordAllergy>['allergy'];
interface Typed {
  readonly substance?: string;
  readonly type: NonNullable<Allergy['type']>;
  readonly severity: NonNullable<Allergy['severity']>;
  readonly reaction?: string;
  readonly certainty: NonNullable<Allergy['certainty']>;
}

const start: Typed = { type: 'allergy', severity: 'unknown', certainty: 'confirmed' };

/** The buttons beside a person's strip: record an allergy, or say that there is none. Alt+A from anywhere. */
export function AllergyPart({ patientId }: { readonly patientId: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const none = useAct(assertNoAllergy, { refreshes: ['patients.'] });
  useKeys([{ keys: 'Alt+A', label: t('patients.allergy.record'), run: () => setOpen(true) }]);
  return (
    <Flex gap={4} align="center">
      <ErrorNotice error={none.error} />
      <Button size="small" onClick={() => setOpen(true)}>
        {t('patients.allergy.record')}
      </Button>
      <Button size="small" loading={none.isPending} onClick={() => none.mutate({ patientId })}>
        {t('patients.allergy.assert-none')}
      </Button>
      {open && <AllergyDialog patientId={patientId} onClose={() => setOpen(false)} />}
    </Flex>
  );
}

function AllergyDialog({ patientId, onClose }: { readonly patientId: string; readonly onClose: () => void }) {
  const t = useText();
  const language = useLanguage();
  const [form] = Form.useForm<Typed>();
  const choices = useAsk(listAllergyChoices, {}, { staleTime: 3_600_000 });
  const record = useAct(recordAllergy, { refreshes: ['patients.'], onDone: onClose });
  const known = (choices.data?.choices ?? []).map(({ kind, key, zh, en, find }) => ({
    kind,
    key,
    display: language === 'en' ? en : zh,
    zh,
    find,
  }));
  const save = async () => {
    const { substance, reaction, ...rest } = await form.validateFields();
    const typed = substance?.trim() ?? '';
    const match = known.find(({ display }) => display === typed);
    record.mutate({
      patientId,
      allergy: {
        substance: match ? { kind: match.kind, key: match.key, display: match.zh } : { kind: 'other', display: typed },
        ...(reaction ? { reaction } : {}),
        ...rest,
      },
    });
  };
  const types = (['allergy', 'intolerance'] as const).map((value) => ({
    value,
    label: t(`patients.allergy.type.${value}`),
  }));
  const severities = (['severe-immediate', 'severe', 'moderate', 'mild', 'unknown'] as const).map((value) => ({
    value,
    label: t(`patients.allergy.severity.${value}`),
  }));
  const certainties = (['confirmed', 'suspected'] as const).map((value) => ({
    value,
    label: t(`patients.allergy.certainty.${value}`),
  }));
  return (
    <Dialog
      title={t('patients.allergy.record')}
      okText={t('patients.allergy.save')}
      pending={record.isPending}
      onOk={() => void save()}
      onClose={onClose}
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={start}
        onKeyDownCapture={enterMovesOn(() => void save())}
      >
        <Form.Item
          name="substance"
          label={t('patients.allergy.substance')}
          extra={t('patients.allergy.substance-hint')}
          rules={[{ required: true, whitespace: true, message: t('patients.field.required') }]}
        >
          <AutoComplete
            defaultActiveFirstOption
            options={known.map(({ display, key, kind }) => ({ value: display, key: `${kind}:${key}` }))}
            showSearch={{
              filterOption: (typed, option) => {
                const word = typed.trim().toLowerCase();
                const choice = known.find(({ display }) => display === option?.value);
                return (
                  word !== '' && (choice?.display.toLowerCase().includes(word) || choice?.find.includes(word)) === true
                );
              },
            }}
          />
        </Form.Item>
        <Form.Item name="type" label={t('patients.allergy.type')}>
          <Radio.Group options={types} />
        </Form.Item>
        <Form.Item name="severity" label={t('patients.allergy.severity')}>
          <Select options={severities} />
        </Form.Item>
        <Form.Item name="reaction" label={t('patients.allergy.reaction')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="certainty" label={t('patients.allergy.certainty')}>
          <Radio.Group options={certainties} />
        </Form.Item>
        <ErrorNotice error={record.error ?? choices.error} />
      </Form>
    </Dialog>
  );
}
