import { ApiError } from '@xinglin/kernel/client';
import { addDocument, type DocumentKind, documentKind, type Patient } from '@xinglin/server/contract/patients';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Form } from 'antd';
import { useAct } from '../../server-api.ts';
import { DocumentFields } from './document-fields.tsx';
import { TakenNotice } from './taken-notice.tsx';
import { useText } from './text.ts';

interface Typed {
  readonly kind: DocumentKind;
  readonly number?: string;
}

/** One more document of a person. A number that stands with somebody else leads to comparing the two. */
export function AddDocumentDialog({ patient, onClose }: { readonly patient: Patient; readonly onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Typed>();
  const add = useAct(addDocument, { refreshes: ['patients.'], onDone: onClose });
  const held = patient.documents.map(({ kind }) => kind);
  const first = documentKind.options.find((kind) => !held.includes(kind)) ?? 'other';
  const save = async () => {
    const values = await form.validateFields().catch(() => undefined);
    if (!values?.number || add.isPending) return;
    add.mutate({ patientId: patient.id, document: { kind: values.kind, number: values.number } });
  };
  const taken = add.error instanceof ApiError && add.error.code === 'patients.identity-taken';
  return (
    <Dialog
      title={t('patients.document.add-title', { name: patient.name })}
      okText={t('patients.save')}
      pending={add.isPending}
      onOk={() => void save()}
      onClose={onClose}
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={{ kind: first }}
        onKeyDownCapture={enterMovesOn(() => void save())}
      >
        <DocumentFields held={held} required autoFocus />
        {taken ? <TakenNotice patientId={patient.id} error={add.error} /> : <ErrorNotice error={add.error} />}
      </Form>
    </Dialog>
  );
}
