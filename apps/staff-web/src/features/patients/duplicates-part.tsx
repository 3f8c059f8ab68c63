import type { Candidate } from '@xinglin/server/contract/patients/merging';
import { Button, Flex, Modal, Table } from 'antd';
import { AgreementTags } from './agreement-tags.tsx';
import { usePersonWords } from './person-words.ts';
import { useText } from './text.ts';

interface DuplicatesProps {
  /** Shown while there are any. */
  readonly candidates: readonly Candidate[];
  readonly onSame: (patient: { readonly id: string }) => void;
  /** "I looked at all of them; it is somebody else." */
  readonly onOther: () => void;
  readonly onClose: () => void;
}

/** Explains why somebody may already be here: which facts agree and which do not. A person decides. */
export function DuplicatesPart({ candidates, onSame, onOther, onClose }: DuplicatesProps) {
  const t = useText();
  const words = usePersonWords();
  return (
    <Modal
      open={candidates.length > 0}
      width={860}
      title={t('patients.duplicates.title')}
      onCancel={onClose}
      footer={
        <Flex justify="end" gap={8}>
          <Button onClick={onClose}>{t('patients.duplicates.back')}</Button>
          <Button danger onClick={onOther}>
            {t('patients.duplicates.other')}
          </Button>
        </Flex>
      }
    >
      <Table<Candidate>
        size="small"
        rowKey={({ patient }) => patient.id}
        pagination={false}
        dataSource={[...candidates]}
        columns={[
          { title: t('patients.field.name'), render: (_, { patient }) => <strong>{patient.name}</strong> },
          {
            title: t('patients.field.sex'),
            render: (_, { patient }) => `${words.sex(patient.sex)} ${words.age(patient)}`,
          },
          {
            title: t('patients.field.resident-id'),
            className: 'xl-num',
            render: (_, { patient }) => patient.document?.masked,
          },
          { title: t('patients.field.phone'), className: 'xl-num', render: (_, { patient }) => patient.phoneMasked },
          { title: t('patients.field.village'), render: (_, { patient }) => patient.villageName },
          {
            title: t('patients.duplicates.why'),
            render: (_, { agreements }) => <AgreementTags agreements={agreements} />,
          },
          {
            render: (_, { patient }) => (
              <Button type="primary" size="small" onClick={() => onSame(patient)}>
                {t('patients.duplicates.same')}
              </Button>
            ),
          },
        ]}
      />
    </Modal>
  );
}
