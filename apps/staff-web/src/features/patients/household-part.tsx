import { Link } from '@tanstack/react-router';
import { type Patient, readPatient } from '@xinglin/server/contract/patients';
import {
  createHousehold,
  type Household,
  joinHousehold,
  leaveHousehold,
  readHousehold,
} from '@xinglin/server/contract/patients/households';
import { Dialog } from '@xinglin/ui/dialog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Button, Empty, Flex, Select, Skeleton, Table, Typography } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { relationCodes } from './codes.ts';
import { PersonSearch } from './person-search.tsx';
import { usePersonWords } from './person-words.ts';
import { useText } from './text.ts';
import { useCodeWords } from './use-code-words.ts';

interface HouseholdPartProps {
  readonly patient: Patient;
  readonly householdId: string | undefined;
}

/** The family that a person lives in. A person belongs to one household at a time. */
export function HouseholdPart({ patient, householdId }: HouseholdPartProps) {
  const t = useText();
  const me = useMe();
  const [joining, setJoining] = useState(false);
  const create = useAct(createHousehold, { refreshes: ['patients.'] });
  const may = patient.mergedInto === undefined && 'patients.update' in me.permissions;
  return (
    <Flex vertical gap={8}>
      {householdId ? (
        <Members householdId={householdId} patient={patient} may={may} />
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('patients.household.none')} />
      )}
      <ErrorNotice error={create.error} />
      {may && (
        <Flex gap={8}>
          <Button onClick={() => setJoining(true)}>
            {t(householdId ? 'patients.household.move' : 'patients.household.join')}
          </Button>
          {!householdId && (
            <Button
              loading={create.isPending}
              onClick={() =>
                create.mutate({ headId: patient.id, ...(patient.villageId ? { villageId: patient.villageId } : {}) })
              }
            >
              {t('patients.household.create')}
            </Button>
          )}
        </Flex>
      )}
      {joining && <JoinDialog patient={patient} onClose={() => setJoining(false)} />}
    </Flex>
  );
}

interface MembersProps {
  readonly householdId: string;
  readonly patient: Patient;
  readonly may: boolean;
}

function Members({ householdId, patient, may }: MembersProps) {
  const t = useText();
  const words = usePersonWords();
  const codes = useCodeWords();
  const [leaving, setLeaving] = useState<Household['members'][number]>();
  const found = useAsk(readHousehold, { householdId });
  const leave = useAct(leaveHousehold, { refreshes: ['patients.'], onDone: () => setLeaving(undefined) });
  if (found.error) return <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />;
  if (!found.data) return <Skeleton active />;
  const { household } = found.data;
  return (
    <>
      <Typography.Text strong>{t('patients.household.number', { number: household.number })}</Typography.Text>
      <Table<Household['members'][number]>
        size="small"
        rowKey={({ patient: member }) => member.id}
        pagination={false}
        dataSource={household.members}
        columns={[
          {
            title: t('patients.field.name'),
            render: (_, { patient: member }) =>
              member.id === patient.id ? (
                <b>{member.name}</b>
              ) : (
                <Link to={`/patients/${member.id}`}>{member.name}</Link>
              ),
          },
          { title: t('patients.field.relation'), render: (_, { relation }) => codes.relation(relation) },
          {
            title: t('patients.field.sex'),
            render: (_, { patient: member }) => `${words.sex(member.sex)} ${words.age(member)}`,
          },
          {
            title: t('patients.household.since'),
            className: 'xl-num',
            render: (_, { since }) => since.slice(0, 10),
          },
          {
            width: 60,
            render: (_, member) =>
              may && (
                <Button size="small" type="link" danger onClick={() => setLeaving(member)}>
                  {t('patients.household.leave')}
                </Button>
              ),
          },
        ]}
      />
      {leaving && (
        <ReasonDialog
          danger
          title={t('patients.household.leave-title', { name: leaving.patient.name })}
          okText={t('patients.household.leave')}
          pending={leave.isPending}
          error={leave.error}
          onOk={(reason) => leave.mutate({ householdId, patientId: leaving.patient.id, reason })}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </>
  );
}

/** A household is found by somebody who lives in it. */
function JoinDialog({ patient, onClose }: { readonly patient: Patient; readonly onClose: () => void }) {
  const t = useText();
  const codes = useCodeWords();
  const [memberId, setMemberId] = useState<string>();
  const [relation, setRelation] = useState('20');
  const member = useAsk(readPatient, { patientId: memberId ?? '' }, { enabled: memberId !== undefined });
  const join = useAct(joinHousehold, { refreshes: ['patients.'], onDone: onClose });
  const household = memberId ? member.data?.household : undefined;
  return (
    <Dialog
      title={t('patients.household.join-title', { name: patient.name })}
      okText={t('patients.household.join')}
      ready={household !== undefined}
      pending={join.isPending}
      onOk={() => household && join.mutate({ householdId: household.id, patientId: patient.id, relation })}
      onClose={onClose}
    >
      <Flex vertical gap={8}>
        <PersonSearch
          autoFocus
          width={440}
          hotkey="F4"
          placeholder={t('patients.household.find-member')}
          onChoose={({ id }) => setMemberId(id)}
        />
        <ErrorNotice error={member.error} />
        {memberId && member.data && (
          <span>
            <b>{member.data.patient.name}</b>{' '}
            {household
              ? t('patients.household.number', { number: household.number })
              : t('patients.household.member-has-none')}
          </span>
        )}
        <Select
          aria-label={t('patients.field.relation')}
          value={relation}
          onChange={setRelation}
          options={relationCodes
            .filter((code) => code !== '01')
            .map((value) => ({ value, label: codes.relation(value) }))}
        />
        <ErrorNotice error={join.error} />
      </Flex>
    </Dialog>
  );
}
