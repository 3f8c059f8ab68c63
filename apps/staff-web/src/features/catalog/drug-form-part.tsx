import { createDrug, type Drug, updateDrug } from '@xinglin/server/contract/catalog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { DrugFields } from './drug-fields.tsx';
import { type DrugForm, formOf, requestOf } from './drug-form-model.ts';
import { useText } from './text.ts';

interface DrugFormProps {
  readonly drug: Drug | undefined;
  readonly onSaved: (drug: Drug) => void;
  /** Loads the drug anew, after somebody else has changed it. */
  readonly onAgain?: () => void;
}

export function DrugFormPart({ drug, onSaved, onAgain }: DrugFormProps) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<DrugForm>();
  const [error, setError] = useState<unknown>();
  const saved = (now: Drug) => {
    void message.success(t('catalog.saved', { name: now.name }));
    onSaved(now);
  };
  const create = useAct(createDrug, { refreshes: ['catalog.search'], onDone: saved });
  const update = useAct(updateDrug, { refreshes: ['catalog.search'], onDone: saved });
  const pending = create.isPending || update.isPending;
  const save = async () => {
    if (pending) return;
    setError(undefined);
    const valid = await form.validateFields().then(
      () => true,
      () => false,
    );
    if (!valid) return;
    const request = requestOf(form.getFieldsValue(true) as DrugForm);
    try {
      if (drug) await update.mutateAsync({ ...request, drugId: drug.id, version: drug.version });
      else await create.mutateAsync(request);
    } catch (refused) {
      if (!showFieldErrors(form, refused)) setError(refused);
    }
  };
  useKeys([{ keys: 'F9', label: t('catalog.save'), run: () => void save() }]);
  return (
    <Form<DrugForm>
      form={form}
      layout="vertical"
      initialValues={formOf(drug)}
      onKeyDownCapture={enterMovesOn(() => void save())}
    >
      <DrugFields form={form} known={drug !== undefined} />
      <ErrorNotice error={error} {...(onAgain ? { onAgain } : {})} />
      <Button type="primary" loading={pending} onClick={() => void save()}>
        {t('catalog.save')}
      </Button>
    </Form>
  );
}
