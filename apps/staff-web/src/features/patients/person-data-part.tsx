import { Link } from '@tanstack/react-router';
import type { DocumentKind, Patient } from '@xinglin/server/contract/patients';
import { endDocument } from '@xinglin/server/contract/patients';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Button, Descriptions, Flex, Table, Typography } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { AddDocumentDialog } from './add-document-dialog.tsx';
import { usePersonWords } from './person-words.ts';
import { useText } from './text.ts';
import { useCodeWords } from './use-code-words.ts';

/** Basic data, hidden fields masked. What nobody told is said to be unknown. */
export function PersonDataPart({ patient }: { readonly patient: Patient }) {
  const t = useText();
  const words = usePersonWords();
  const codes = useCodeWords();
  const unknown = <span className="xl-dim">{t('patients.not-known')}</span>;
  const born = patient.bornOn
    ? `${patient.bornOn}${patient.bornOnIsEstimate ? t('patients.estimate-mark') : ''}`
    : undefined;
  const contact = patient.contactMasked;
  const lines = [
    ['number', patient.number],
    ['name', patient.name],
    ['sex', words.sex(patient.sex)],
    ['born-on', born],
    ...(patient.bornAt ? [['born-at', dayjs(patient.bornAt).format('YYYY-MM-DD HH:mm')] as const] : []),
    ['phone', patient.phoneMasked],
    ['ethnicity', patient.ethnicity && codes.ethnicity(patient.ethnicity)],
    ['marital', patient.maritalStatus && codes.marital(patient.maritalStatus)],
    ['occupation', patient.occupation],
    ['work-unit', patient.workUnit],
    ['payment', patient.paymentKind && codes.payment(patient.paymentKind)],
    ['village', patient.villageName],
    ['address', patient.addressMasked],
    [
      'contact',
      contact &&
        [contact.name, contact.relation && codes.relation(contact.relation), contact.phone].filter(Boolean).join(' '),
    ],
    ['registered-at', dayjs(patient.registeredAt).format('YYYY-MM-DD HH:mm')],
    ...(patient.deceasedOn ? [['deceased-on', patient.deceasedOn] as const] : []),
  ] as const;
  return (
    <Flex vertical gap={10}>
      <Descriptions
        size="small"
        column={2}
        items={lines.map(([field, value]) => ({
          key: field,
          label: t(`patients.field.${field}`),
          children: <span className="xl-num">{value ?? unknown}</span>,
        }))}
      />
      {patient.motherId && (
        <span>
          {t('patients.mother')} <Link to={`/patients/${patient.motherId}`}>{t('patients.open-mother')}</Link>
        </span>
      )}
      <Documents patient={patient} />
    </Flex>
  );
}

function Documents({ patient }: { readonly patient: Patient }) {
  const t = useText();
  const me = useMe();
  const codes = useCodeWords();
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Patient['documents'][number]>();
  const end = useAct(endDocument, { refreshes: ['patients.'], onDone: () => setEnding(undefined) });
  const may = patient.mergedInto === undefined && 'patients.update' in me.permissions;
  return (
    <section>
      <Flex justify="space-between" align="center" style={{ marginBottom: 4 }}>
        <Typography.Text strong>{t('patients.documents')}</Typography.Text>
        {may && <Button onClick={() => setAdding(true)}>{t('patients.document.add')}</Button>}
      </Flex>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        showHeader={false}
        dataSource={patient.documents}
        locale={{ emptyText: t('patients.documents.none') }}
        columns={[
          { dataIndex: 'kind', width: 130, render: (kind: DocumentKind) => codes.document(kind) },
          { dataIndex: 'masked', className: 'xl-num' },
          {
            width: 60,
            render: (_, document) =>
              may && (
                <Button size="small" type="link" danger onClick={() => setEnding(document)}>
                  {t('patients.document.end')}
                </Button>
              ),
          },
        ]}
      />
      {adding && <AddDocumentDialog patient={patient} onClose={() => setAdding(false)} />}
      {ending && (
        <ReasonDialog
          danger
          title={t('patients.document.end-title', { kind: codes.document(ending.kind), number: ending.masked })}
          okText={t('patients.document.end')}
          pending={end.isPending}
          error={end.error}
          onOk={(reason) => end.mutate({ patientId: patient.id, documentId: ending.id, reason })}
          onClose={() => {
            end.reset();
            setEnding(undefined);
          }}
        />
      )}
    </section>
  );
}
