import { type Patient, revealPatient } from '@xinglin/server/contract/patients';
import { Dialog } from '@xinglin/ui/dialog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, AutoComplete, Descriptions } from 'antd';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';
import { useCodeWords } from './use-code-words.ts';

const purposes = ['check-document', 'call', 'home-visit', 'referral', 'report'] as const;

/** Hidden details in full, after the purpose was said. Who looked, when and what for is kept and shown to the auditor. */
export function RevealDialog({ patient, onClose }: { readonly patient: Patient; readonly onClose: () => void }) {
  const t = useText();
  const codes = useCodeWords();
  const [purpose, setPurpose] = useState('');
  const reveal = useAct(revealPatient);
  const may = purpose.trim() !== '' && !reveal.isPending;
  const show = () => {
    if (may) reveal.mutate({ patientId: patient.id, purpose: purpose.trim() });
  };
  const seen = reveal.data;
  const none = t('patients.not-known');
  const contact = seen?.contact;
  return (
    <Dialog
      title={t('patients.reveal.title', { name: patient.name })}
      okText={seen ? t('patients.close') : t('patients.reveal.show')}
      ready={seen !== undefined || may}
      pending={reveal.isPending}
      onOk={seen ? onClose : show}
      onClose={onClose}
    >
      {seen ? (
        <Descriptions
          size="small"
          column={1}
          items={[
            ...seen.documents.map(({ id, kind, number }) => ({
              key: id,
              label: codes.document(kind),
              children: <span className="xl-num">{number}</span>,
            })),
            { key: 'phone', label: t('patients.field.phone'), children: seen.phone ?? none },
            {
              key: 'address',
              label: t('patients.field.address'),
              children:
                [seen.address?.region, patient.villageName, seen.address?.detail].filter(Boolean).join('') || none,
            },
            {
              key: 'contact',
              label: t('patients.field.contact'),
              children: contact
                ? [contact.name, contact.relation && codes.relation(contact.relation), contact.phone]
                    .filter(Boolean)
                    .join(' ')
                : none,
            },
          ]}
        />
      ) : (
        <>
          <Alert type="info" showIcon title={t('patients.reveal.note')} style={{ marginBottom: 8 }} />
          <AutoComplete
            autoFocus
            style={{ width: '100%' }}
            maxLength={200}
            aria-label={t('patients.reveal.purpose')}
            placeholder={t('patients.reveal.purpose')}
            value={purpose}
            onChange={setPurpose}
            options={purposes.map((key) => ({ value: t(`patients.reveal.for.${key}`) }))}
            onKeyDown={(event) => {
              const listOpen = event.currentTarget.getAttribute('aria-activedescendant') !== null;
              if (event.key === 'Enter' && !listOpen && !event.nativeEvent.isComposing) show();
            }}
          />
        </>
      )}
      <ErrorNotice error={reveal.error} />
    </Dialog>
  );
}
