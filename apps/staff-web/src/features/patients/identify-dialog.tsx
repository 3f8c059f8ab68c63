import { ApiError } from '@xinglin/kernel/client';
import { readResidentId } from '@xinglin/kernel/resident-id';
import { type DocumentKind, identifyPatient, type Patient } from '@xinglin/server/contract/patients';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Form, Input, Select } from 'antd';
import { useAct } from '../../server-api.ts';
import { DateField } from './date-field.tsx';
import { DocumentFields } from './document-fields.tsx';
import { TakenNotice } from './taken-notice.tsx';
import { useText } from './text.ts';

interface Typed {
  readonly kind: DocumentKind;
  readonly number?: string;
  readonly name: string;
  readonly sex: Patient['sex'];
  readonly bornOn?: string;
}

/** Gives a newborn or nameless patient a name and papers; an identity number fills in sex and birth date. */
export function IdentifyDialog({ patient, onClose }: { readonly patient: Patient; readonly onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Typed>();
  const identify = useAct(identifyPatient, { refreshes: ['patients.'], onDone: onClose });
  const number = Form.useWatch('number', form);
  const kind = Form.useWatch('kind', form);
  const read = kind === 'resident-id' && number ? readResidentId(number) : undefined;
  const says = read?.ok ? read : undefined;
  const save = async () => {
    const values = await form.validateFields().catch(() => undefined);
    if (!values || identify.isPending) return;
    const { name, sex, bornOn } = values;
    identify.mutate({
      patientId: patient.id,
      version: patient.version,
      name,
      // What the number says is worked out by the server, so that a guess made at the door gives way.
      ...(says ? {} : { sex, ...(bornOn ? { bornOn } : {}) }),
      ...(values.number ? { document: { kind: values.kind, number: values.number } } : {}),
    });
  };
  const sexes = (['male', 'female', 'other', 'unknown'] as const).map((value) => ({
    value,
    label: t(`patients.sex.${value}`),
  }));
  const taken = identify.error instanceof ApiError && identify.error.code === 'patients.identity-taken';
  return (
    <Dialog
      title={t('patients.identify.title', { name: patient.name })}
      okText={t('patients.save')}
      pending={identify.isPending}
      onOk={() => void save()}
      onClose={onClose}
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={{
          kind: 'resident-id',
          name: '',
          sex: patient.sex,
          bornOn: patient.bornOnIsEstimate ? undefined : patient.bornOn,
        }}
        onKeyDownCapture={enterMovesOn(() => void save())}
      >
        <Form.Item
          name="name"
          label={t('patients.field.name')}
          rules={[{ required: true, whitespace: true, message: t('patients.field.required') }]}
        >
          <Input autoFocus maxLength={50} />
        </Form.Item>
        <DocumentFields required={false} />
        <Form.Item name="sex" label={t('patients.field.sex')} hidden={says !== undefined}>
          <Select options={sexes} />
        </Form.Item>
        <DateField name="bornOn" label={t('patients.field.born-on')} hidden={says !== undefined} noFuture />
        {says && <p>{t('patients.identify.says', { sex: t(`patients.sex.${says.sex}`), date: says.bornOn })}</p>}
        {taken ? <TakenNotice patientId={patient.id} error={identify.error} /> : <ErrorNotice error={identify.error} />}
      </Form>
    </Dialog>
  );
}
