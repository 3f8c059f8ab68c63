import { Link, useNavigate } from '@tanstack/react-router';
import type { Patient } from '@xinglin/server/contract/patients';
import { type Candidate, duplicatesOf, mergeTrail, unmergePatient } from '@xinglin/server/contract/patients/merging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Button, Flex, Skeleton, Table, Tag, Typography } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { useStaffNames } from '../staff/parts.ts';
import { AgreementTags } from './agreement-tags.tsx';
import { PersonSearch } from './person-search.tsx';
import { usePersonWords } from './person-words.ts';
import { useText } from './text.ts';

/** One person, one entry: who may be the same, what was merged into this entry, and the trail of it. */
export function SamePersonPart({ patient }: { readonly patient: Patient }) {
  const me = useMe();
  const mayMerge = 'patients.merge' in me.permissions;
  return (
    <Flex vertical gap={12}>
      {mayMerge && patient.mergedInto === undefined && <Duplicates patient={patient} />}
      <Absorbed patient={patient} mayMerge={mayMerge} />
      <Trail patientId={patient.id} />
    </Flex>
  );
}

function Duplicates({ patient }: { readonly patient: Patient }) {
  const t = useText();
  const words = usePersonWords();
  const navigate = useNavigate();
  const found = useAsk(duplicatesOf, { patientId: patient.id });
  const compare = (otherId: string) => void navigate({ to: `/patients/${patient.id}/compare/${otherId}` });
  return (
    <section>
      <Typography.Text strong>{t('patients.same.candidates')}</Typography.Text>
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <Table<Candidate>
        size="small"
        rowKey={({ patient: other }) => other.id}
        pagination={false}
        loading={found.isLoading}
        dataSource={found.data?.candidates ?? []}
        locale={{ emptyText: t('patients.same.no-candidates') }}
        columns={[
          {
            title: t('patients.field.name'),
            render: (_, { patient: other, level }) => (
              <>
                <b>{other.name}</b> {words.sex(other.sex)} {words.age(other)}{' '}
                <span className="xl-num xl-dim">{other.number}</span>
                <Tag>{t(`patients.level.${level}`)}</Tag>
              </>
            ),
          },
          {
            title: t('patients.duplicates.why'),
            render: (_, { agreements }) => <AgreementTags agreements={agreements} />,
          },
          {
            width: 60,
            render: (_, { patient: other }) => (
              <Button size="small" type="link" onClick={() => compare(other.id)}>
                {t('patients.same.compare')}
              </Button>
            ),
          },
        ]}
      />
      <PersonSearch
        width={360}
        hotkey="Alt+P"
        placeholder={t('patients.same.find-other')}
        onChoose={({ id }) => compare(id)}
      />
    </section>
  );
}

function Absorbed({ patient, mayMerge }: { readonly patient: Patient; readonly mayMerge: boolean }) {
  const t = useText();
  const [undoing, setUndoing] = useState<{ readonly id: string; readonly name: string; readonly number: string }>();
  const unmerge = useAct(unmergePatient, { refreshes: ['patients.'], onDone: () => setUndoing(undefined) });
  const own = patient.mergedInto ? [patient] : patient.absorbed;
  if (own.length === 0) return null;
  return (
    <section>
      <Typography.Text strong>
        {t(patient.mergedInto ? 'patients.same.this-is-merged' : 'patients.same.absorbed')}
      </Typography.Text>
      {own.map((entry) => (
        <Flex key={entry.id} gap={8} align="center">
          <Link to={`/patients/${entry.id}`}>{entry.name}</Link>
          <span className="xl-num xl-dim">{entry.number}</span>
          {mayMerge && (
            <Button size="small" type="link" danger onClick={() => setUndoing(entry)}>
              {t('patients.same.unmerge')}
            </Button>
          )}
        </Flex>
      ))}
      {undoing && (
        <ReasonDialog
          danger
          title={t('patients.same.unmerge-title', { name: undoing.name, number: undoing.number })}
          okText={t('patients.same.unmerge')}
          pending={unmerge.isPending}
          error={unmerge.error}
          onOk={(reason) => unmerge.mutate({ patientId: undoing.id, reason })}
          onClose={() => setUndoing(undefined)}
        />
      )}
    </section>
  );
}

function Trail({ patientId }: { readonly patientId: string }) {
  const t = useText();
  const nameOf = useStaffNames();
  const trail = useAsk(mergeTrail, { patientId });
  if (trail.error) return <ErrorNotice error={trail.error} onAgain={() => void trail.refetch()} />;
  if (!trail.data) return <Skeleton active paragraph={{ rows: 1 }} />;
  return (
    <section>
      <Typography.Text strong>{t('patients.same.trail')}</Typography.Text>
      <Table
        size="small"
        rowKey={({ at, patientId: merged }) => `${at}${merged}`}
        pagination={false}
        dataSource={trail.data.steps}
        locale={{ emptyText: t('patients.same.no-trail') }}
        columns={[
          {
            title: t('patients.same.when'),
            width: 120,
            className: 'xl-num',
            render: (_, { at }) => dayjs(at).format('YYYY-MM-DD HH:mm'),
          },
          { title: t('patients.same.step'), width: 70, render: (_, { step }) => t(`patients.same.step.${step}`) },
          { title: t('patients.same.by'), width: 80, render: (_, { by }) => nameOf(by) },
          { title: t('patients.same.reason'), dataIndex: 'reason' },
        ]}
      />
    </section>
  );
}
