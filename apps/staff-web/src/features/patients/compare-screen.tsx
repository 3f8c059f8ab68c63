import { useNavigate, useParams } from '@tanstack/react-router';
import type { OutputOf } from '@xinglin/kernel/operation';
import type { PatientSummary } from '@xinglin/server/contract/patients';
import {
  comparePatients,
  declareDistinct,
  type MergeConflict,
  mergePatients,
} from '@xinglin/server/contract/patients/merging';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Alert, App, Button, Card, Checkbox, Flex, Radio, Skeleton, Table, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { usePersonWords } from './person-words.ts';
import { useText } from './text.ts';

type Comparison = OutputOf<typeof comparePatients>;

/** Two entries side by side. A person decides whether they are one; what speaks against it is acknowledged by name. */
export function Screen() {
  const { patientId, otherId } = useParams({ strict: false }) as { patientId: string; otherId: string };
  const compared = useAsk(comparePatients, { patientId, otherId });
  if (compared.error) return <ErrorNotice error={compared.error} onAgain={() => void compared.refetch()} />;
  if (!compared.data) return <Skeleton active />;
  return <Comparing key={`${patientId}${otherId}`} comparison={compared.data} />;
}

function Comparing({ comparison }: { readonly comparison: Comparison }) {
  const t = useText();
  const { left, comparison: other, conflicts } = comparison;
  const right = other.patient;
  const [survivorId, setSurvivorId] = useState(comparison.suggestedSurvivorId);
  const [seen, setSeen] = useState<readonly MergeConflict[]>([]);
  const [open, setOpen] = useState<'merge' | 'distinct'>();
  const ready = conflicts.every((conflict) => seen.includes(conflict));
  useKeys([
    { keys: 'F9', label: t('patients.merge'), disabled: !ready, run: () => setOpen('merge') },
    { keys: 'F8', label: t('patients.distinct'), run: () => setOpen('distinct') },
  ]);
  return (
    <Card size="small" title={t('patients.compare.title')} extra={<Tag>{t(`patients.level.${other.level}`)}</Tag>}>
      <Flex vertical gap={10}>
        <FactsTable left={left} right={right} agreements={other.agreements} />
        <Flex gap={10} align="center">
          {t('patients.merge.survivor')}
          <Radio.Group
            value={survivorId}
            onChange={({ target }) => setSurvivorId(String(target.value))}
            options={[left, right].map(({ id, name, number }) => ({
              value: id,
              label: `${name} ${number}${id === comparison.suggestedSurvivorId ? t('patients.merge.suggested') : ''}`,
            }))}
          />
        </Flex>
        {conflicts.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t('patients.merge.conflicts')}
            description={
              <Checkbox.Group
                value={[...seen]}
                onChange={(chosen) => setSeen(chosen)}
                options={conflicts.map((value) => ({ value, label: t(`patients.conflict.${value}`) }))}
              />
            }
          />
        )}
        <Alert type="info" showIcon title={t('patients.merge.note')} />
        <Flex gap={8}>
          <Button type="primary" disabled={!ready} onClick={() => setOpen('merge')}>
            {t('patients.merge')}
          </Button>
          <Button onClick={() => setOpen('distinct')}>{t('patients.distinct')}</Button>
        </Flex>
      </Flex>
      {open === 'merge' && (
        <MergeDialog
          survivor={survivorId === left.id ? left : right}
          merged={survivorId === left.id ? right : left}
          acknowledged={seen}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'distinct' && <DistinctDialog left={left} right={right} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

interface FactsTableProps {
  readonly left: PatientSummary;
  readonly right: PatientSummary;
  readonly agreements: Comparison['comparison']['agreements'];
}

const verdictColour = { same: 'green', similar: 'blue', different: 'red', unknown: 'default' } as const;

function FactsTable({ left, right, agreements }: FactsTableProps) {
  const t = useText();
  const words = usePersonWords();
  const unknown = t('patients.not-known');
  const verdictOf = (fact: (typeof agreements)[number]['fact']) =>
    agreements.find((agreement) => agreement.fact === fact)?.verdict;
  const rows = [
    { key: 'number', label: t('patients.field.number'), of: (one: PatientSummary) => one.number, verdict: undefined },
    { key: 'name', label: t('patients.field.name'), of: (one: PatientSummary) => one.name, verdict: verdictOf('name') },
    {
      key: 'sex',
      label: t('patients.field.sex'),
      of: (one: PatientSummary) => words.sex(one.sex),
      verdict: verdictOf('sex'),
    },
    {
      key: 'born',
      label: t('patients.field.born-on'),
      of: (one: PatientSummary) => one.bornOn,
      verdict: verdictOf('birth-date'),
    },
    {
      key: 'document',
      label: t('patients.documents'),
      of: (one: PatientSummary) => one.document?.masked,
      verdict: verdictOf('document'),
    },
    {
      key: 'phone',
      label: t('patients.field.phone'),
      of: (one: PatientSummary) => one.phoneMasked,
      verdict: verdictOf('phone'),
    },
    {
      key: 'village',
      label: t('patients.field.village'),
      of: (one: PatientSummary) => one.villageName,
      verdict: verdictOf('address'),
    },
    {
      key: 'visited',
      label: t('patients.field.last-visit'),
      of: (one: PatientSummary) => one.lastVisitedAt?.slice(0, 10),
      verdict: undefined,
    },
  ];
  return (
    <Table
      size="small"
      rowKey="key"
      pagination={false}
      dataSource={rows}
      columns={[
        { dataIndex: 'label', width: 130 },
        { title: left.name, className: 'xl-num', render: (_, { of }) => of(left) ?? unknown },
        { title: right.name, className: 'xl-num', render: (_, { of }) => of(right) ?? unknown },
        {
          title: t('patients.compare.verdict'),
          width: 100,
          render: (_, { verdict }) =>
            verdict && <Tag color={verdictColour[verdict]}>{t(`patients.verdict.${verdict}`)}</Tag>,
        },
      ]}
    />
  );
}

interface MergeDialogProps {
  readonly survivor: PatientSummary;
  readonly merged: PatientSummary;
  readonly acknowledged: readonly MergeConflict[];
  readonly onClose: () => void;
}

function MergeDialog({ survivor, merged, acknowledged, onClose }: MergeDialogProps) {
  const t = useText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const merge = useAct(mergePatients, {
    refreshes: ['patients.', 'visits.', 'emr.'],
    onDone: () => {
      void message.success(t('patients.merge.done'));
      void navigate({ to: `/patients/${survivor.id}` });
    },
  });
  return (
    <ReasonDialog
      danger
      title={t('patients.merge.title', {
        merged: `${merged.name} ${merged.number}`,
        survivor: `${survivor.name} ${survivor.number}`,
      })}
      okText={t('patients.merge')}
      pending={merge.isPending}
      error={merge.error}
      onOk={(reason) =>
        merge.mutate({ patientId: merged.id, survivorId: survivor.id, reason, acknowledged: [...acknowledged] })
      }
      onClose={onClose}
    />
  );
}

interface DistinctProps {
  readonly left: PatientSummary;
  readonly right: PatientSummary;
  readonly onClose: () => void;
}

function DistinctDialog({ left, right, onClose }: DistinctProps) {
  const t = useText();
  const navigate = useNavigate();
  const declare = useAct(declareDistinct, {
    refreshes: ['patients.'],
    onDone: () => void navigate({ to: `/patients/${left.id}` }),
  });
  return (
    <ReasonDialog
      title={t('patients.distinct.title', { left: left.name, right: right.name })}
      okText={t('patients.distinct')}
      pending={declare.isPending}
      error={declare.error}
      onOk={(reason) => declare.mutate({ patientId: left.id, otherId: right.id, reason })}
      onClose={onClose}
    />
  );
}
