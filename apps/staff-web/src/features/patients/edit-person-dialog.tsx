import { ApiError } from '@xinglin/kernel/client';
import { type Patient, readPatient, updatePatient } from '@xinglin/server/contract/patients';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { Alert, Form } from 'antd';
import { useState } from 'react';
import { call, useAct } from '../../server-api.ts';
import { formOf, type OpenField, type PersonForm, type Rebased, rebase, requestOf } from './demographics-model.ts';
import { EditPersonFields } from './edit-person-fields.tsx';
import { useText } from './text.ts';

interface EditPersonProps {
  readonly patient: Patient;
  readonly onClose: () => void;
}

/**
 * Changes basic data. When somebody else saved first, the form is brought up to date and says what changed; nothing of
 * either person is lost without being seen.
 */
export function EditPersonDialog({ patient, onClose }: EditPersonProps) {
  const t = useText();
  const [form] = Form.useForm<PersonForm>();
  const [base, setBase] = useState(patient);
  const [rebased, setRebased] = useState<Rebased>();
  const [error, setError] = useState<unknown>();
  const update = useAct(updatePatient, { refreshes: ['patients.'], onDone: onClose });
  const save = async () => {
    if (update.isPending) return;
    setError(undefined);
    const valid = await form.validateFields().then(
      () => true,
      () => false,
    );
    if (!valid) return;
    const typed = form.getFieldsValue(true) as PersonForm;
    try {
      await update.mutateAsync(requestOf(base, typed));
    } catch (refused) {
      if (refused instanceof ApiError && refused.code === 'patients.newer-version') {
        const { patient: theirs } = await call(readPatient, { patientId: patient.id });
        const next = rebase(base, theirs, typed);
        form.setFieldsValue(next.form);
        setRebased(next);
        setBase(theirs);
      } else if (!showFieldErrors(form, refused)) setError(refused);
    }
  };
  return (
    <Dialog
      width={780}
      title={t('patients.edit.title', { name: patient.name })}
      okText={t('patients.save')}
      pending={update.isPending}
      onOk={() => void save()}
      onClose={onClose}
    >
      {rebased && <OvertakenNotice rebased={rebased} />}
      <Form<PersonForm>
        form={form}
        layout="vertical"
        initialValues={formOf(patient)}
        onKeyDownCapture={enterMovesOn(() => void save())}
      >
        <EditPersonFields patient={base} form={form} />
      </Form>
      <ErrorNotice error={error} />
    </Dialog>
  );
}

function OvertakenNotice({ rebased: { taken, disputed } }: { readonly rebased: Rebased }) {
  const t = useText();
  const names = (fields: readonly OpenField[]) => fields.map((field) => t(`patients.change.${field}`)).join('、');
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      style={{ marginBottom: 8 }}
      title={t('patients.edit.overtaken')}
      description={
        <>
          {taken.length > 0 && <div>{t('patients.edit.taken', { fields: names(taken) })}</div>}
          {disputed.length > 0 && <div>{t('patients.edit.disputed', { fields: names(disputed) })}</div>}
          {taken.length + disputed.length === 0 && <div>{t('patients.edit.nothing-else')}</div>}
        </>
      }
    />
  );
}
