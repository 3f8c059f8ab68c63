import { keepPreviousData } from '@tanstack/react-query';
import type { Patient } from '@xinglin/server/contract/patients';
import { type FactKind, listAllergyChoices, recordFacts } from '@xinglin/server/contract/patients/health';
import { searchDiagnoses } from '@xinglin/server/contract/terminology';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useLanguage } from '@xinglin/ui/texts';
import { AutoComplete, Form, type FormInstance, Input, Radio, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { factKinds } from './codes.ts';
import { DateField } from './date-field.tsx';
import { type FactForm, factOf, unitOf } from './fact-model.ts';
import { useText } from './text.ts';

interface FactDialogProps {
  readonly patient: Patient;
  readonly onClose: () => void;
}

const start: FactForm = { kind: 'weight', value: '', weeks: '', since: '', source: 'told' };

/** Records one fact. The kind decides the fields; what was measured or read from a paper says so. */
export function FactDialog({ patient, onClose }: FactDialogProps) {
  const t = useText();
  const [form] = Form.useForm<FactForm>();
  const [unfilled, setUnfilled] = useState(false);
  const record = useAct(recordFacts, { refreshes: ['patients.'], onDone: onClose });
  const kind = Form.useWatch('kind', form) ?? start.kind;
  const kinds = factKinds.filter((one) => patient.sex !== 'male' || (one !== 'pregnancy' && one !== 'lactation'));
  const save = () => {
    const fact = factOf({ ...start, ...form.getFieldsValue(true) });
    setUnfilled(fact === undefined);
    if (fact && !record.isPending) record.mutate({ patientId: patient.id, facts: [fact] });
  };
  return (
    <Dialog
      title={t('patients.facts.add-title', { name: patient.name })}
      okText={t('patients.save')}
      pending={record.isPending}
      onOk={save}
      onClose={onClose}
    >
      <Form<FactForm> form={form} layout="vertical" initialValues={start} onKeyDownCapture={enterMovesOn(save)}>
        <Form.Item name="kind" label={t('patients.facts.kind')}>
          <Select
            autoFocus
            options={kinds.map((value) => ({ value, label: t(`patients.fact-kind.${value}`) }))}
            onChange={() => form.setFieldsValue({ value: '', weeks: '' })}
          />
        </Form.Item>
        <ValueFields kind={kind} form={form} />
        <Form.Item name="source" label={t('patients.facts.source')}>
          <Radio.Group
            options={(['told', 'measured', 'document'] as const).map((value) => ({
              value,
              label: t(`patients.source.${value}`),
            }))}
          />
        </Form.Item>
        {unfilled && <p role="alert">{t('patients.facts.unfilled')}</p>}
        <ErrorNotice error={record.error} />
      </Form>
    </Dialog>
  );
}

function ValueFields({ kind, form }: { readonly kind: FactKind; readonly form: FormInstance<FactForm> }) {
  const t = useText();
  const state = Form.useWatch('value', form);
  const words: Partial<Record<FactKind, readonly { readonly value: string; readonly label: string }[]>> = {
    pregnancy: (['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: t(`patients.yes-no.${value}`) })),
    lactation: (['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: t(`patients.yes-no.${value}`) })),
    'blood-abo': (['A', 'B', 'O', 'AB'] as const).map((value) => ({
      value,
      label: t('patients.fact.blood', { type: value }),
    })),
    'blood-rh': (['positive', 'negative'] as const).map((value) => ({ value, label: t(`patients.rh.${value}`) })),
    smoking: (['never', 'former', 'current'] as const).map((value) => ({ value, label: t(`patients.use.${value}`) })),
    alcohol: (['never', 'former', 'current'] as const).map((value) => ({ value, label: t(`patients.use.${value}`) })),
  };
  const options = words[kind];
  if (kind === 'long-term-condition') return <ConditionFields />;
  if (kind === 'long-term-drug') return <DrugField />;
  return (
    <>
      <Form.Item name="value" label={t('patients.facts.value')}>
        {options ? (
          <Radio.Group options={[...options]} />
        ) : (
          <Input className="xl-num" style={{ width: 160 }} inputMode="decimal" suffix={unitOf(kind)} />
        )}
      </Form.Item>
      {kind === 'pregnancy' && state === 'yes' && (
        <Form.Item name="weeks" label={t('patients.facts.weeks')}>
          <Input className="xl-num" style={{ width: 160 }} inputMode="numeric" />
        </Form.Item>
      )}
    </>
  );
}

function ConditionFields() {
  const t = useText();
  return (
    <>
      <Form.Item name="condition" label={t('patients.fact-kind.long-term-condition')}>
        <ConditionSelect />
      </Form.Item>
      <DateField name="since" label={t('patients.facts.since')} noFuture />
    </>
  );
}

interface ConditionSelectProps {
  readonly value?: FactForm['condition'];
  readonly onChange?: (condition: FactForm['condition']) => void;
}

/** A diagnosis by any letters of its name or its code. */
function ConditionSelect({ value, onChange }: ConditionSelectProps) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useAsk(searchDiagnoses, { q, limit: 15 }, { placeholderData: keepPreviousData, staleTime: 60_000 });
  const list = (found.data?.diagnoses ?? []).filter(({ retired }) => !retired);
  return (
    <Select
      value={value?.code ?? null}
      labelRender={() => `${value?.display ?? ''} ${value?.code ?? ''}`}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t('patients.facts.find-condition')}
      notFoundContent={found.isFetching ? null : t('patients.search.none')}
      options={list.map(({ code, display }) => ({ value: code, label: `${display} ${code}` }))}
      onChange={(code: string | null) => {
        const chosen = list.find((one) => one.code === code);
        onChange?.(chosen && { code: chosen.code, display: chosen.display });
      }}
    />
  );
}

function DrugField() {
  const t = useText();
  return (
    <Form.Item name="drug" label={t('patients.fact-kind.long-term-drug')} extra={t('patients.facts.drug-hint')}>
      <DrugInput />
    </Form.Item>
  );
}

interface DrugInputProps {
  readonly value?: FactForm['drug'];
  readonly onChange?: (drug: FactForm['drug']) => void;
}

/** A drug of the knowledge base by name or pinyin; any other in one's own words, which no check can judge. */
function DrugInput({ value, onChange }: DrugInputProps) {
  const language = useLanguage();
  const choices = useAsk(listAllergyChoices, {}, { staleTime: 3_600_000 });
  const drugs = (choices.data?.choices ?? []).filter(({ kind }) => kind === 'drug');
  const named = (one: (typeof drugs)[number]) => (language === 'en' ? one.en : one.zh);
  return (
    <AutoComplete
      value={value?.display ?? ''}
      options={drugs.map((one) => ({ value: named(one), key: one.key, find: one.find }))}
      showSearch={{
        filterOption: (typed, option) => {
          const word = typed.trim().toLowerCase();
          return word !== '' && (option?.value.toLowerCase().includes(word) || option?.find.includes(word)) === true;
        },
      }}
      onChange={(typed: string) => {
        const known = drugs.find((one) => named(one) === typed);
        const display = known ? known.zh : typed;
        onChange?.(display.trim() === '' ? undefined : { display, ...(known ? { genericId: known.key } : {}) });
      }}
    />
  );
}
