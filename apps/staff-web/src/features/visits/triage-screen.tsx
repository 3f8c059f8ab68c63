import { useQueries } from '@tanstack/react-query';
import { listDepartments } from '@xinglin/server/contract/institutions';
import { boardTopic, departmentQueue, type QueueEntry } from '@xinglin/server/contract/visits';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Card, Empty, Flex, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { call, useAsk, useLive } from '../../server-api.ts';
import { stateColour } from './state-colour.ts';
import { useText } from './text.ts';
import { TriagePart } from './triage-part.tsx';

/** The triage desk: who has registered and not been looked at, and who waits, over all departments. */
export function Screen() {
  const t = useText();
  const [chosen, setChosen] = useState<string>();
  const departments = useAsk(listDepartments, {}, { staleTime: 600_000 });
  const open = useMemo(
    () =>
      (departments.data?.departments ?? []).filter(
        ({ kind, retired }) => !retired && ['outpatient', 'emergency', 'fever-clinic'].includes(kind),
      ),
    [departments.data],
  );
  useLive([boardTopic], ['visits.']);
  const queues = useQueries({
    queries: open.map(({ id }) => ({
      queryKey: [departmentQueue.name, { departmentId: id }],
      queryFn: ({ signal }: { signal: AbortSignal }) => call(departmentQueue, { departmentId: id }, { signal }),
      // A nurse of one department is refused the queues of others; those are simply not hers.
      retry: false,
    })),
  });
  const answered = queues.flatMap(({ data }) => (data ? [data] : []));
  const fresh = answered
    .flatMap(({ notArrived }) => notArrived)
    .toSorted((a, b) => a.registeredAt.localeCompare(b.registeredAt));
  const waiting = answered
    .flatMap(({ entries }) => entries)
    .filter(({ state }) => ['waiting', 'called', 'passed', 'held'].includes(state));
  const all = [...fresh, ...waiting];
  const current = all.find(({ visitId }) => visitId === chosen);
  const step = (by: number) => {
    const at = all.findIndex(({ visitId }) => visitId === chosen);
    setChosen(all[Math.min(all.length - 1, Math.max(0, at + by))]?.visitId);
  };
  useKeys([
    { keys: 'Alt+ArrowDown', label: t('visits.triage.next'), run: () => step(1) },
    { keys: 'Alt+ArrowUp', label: t('visits.triage.previous'), run: () => step(-1) },
  ]);
  const broken = queues.length > 0 && answered.length === 0 ? queues.find(({ error }) => error)?.error : undefined;
  return (
    <Flex gap={8} align="start">
      <Card
        size="small"
        title={t('visits.triage.list', { fresh: fresh.length, waiting: waiting.length })}
        style={{ width: 430, flex: 'none' }}
      >
        <ErrorNotice error={departments.error ?? broken} />
        <ArrivalTable
          entries={all}
          loading={queues.some(({ isLoading }) => isLoading)}
          chosen={chosen}
          onChoose={setChosen}
        />
      </Card>
      <div style={{ flex: 1, minWidth: 0 }}>
        {current ? (
          <TriagePart
            key={current.visitId}
            visitId={current.visitId}
            onDone={() => setChosen(fresh.find(({ visitId }) => visitId !== current.visitId)?.visitId)}
          />
        ) : (
          <Card size="small">
            <Empty description={t(all.length > 0 ? 'visits.triage.choose' : 'visits.triage.nobody')} />
          </Card>
        )}
      </div>
    </Flex>
  );
}

interface ArrivalTableProps {
  readonly entries: readonly QueueEntry[];
  readonly loading: boolean;
  readonly chosen: string | undefined;
  readonly onChoose: (visitId: string) => void;
}

function ArrivalTable({ entries, loading, chosen, onChoose }: ArrivalTableProps) {
  const t = useText();
  return (
    <Table<QueueEntry>
      size="small"
      rowKey="visitId"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 190px)' }}
      dataSource={[...entries]}
      locale={{ emptyText: t('visits.triage.nobody') }}
      rowClassName={({ visitId }) => (visitId === chosen ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ visitId }) => ({ onClick: () => onChoose(visitId) })}
      columns={[
        { title: t('visits.field.ticket'), dataIndex: 'ticket', width: 64, className: 'xl-num' },
        { title: t('visits.field.person'), dataIndex: 'patientName', ellipsis: true },
        { title: t('visits.field.department'), dataIndex: 'departmentName', ellipsis: true, width: 100 },
        {
          title: t('visits.field.time'),
          width: 52,
          className: 'xl-num',
          render: (_, { waitingSince, registeredAt }) => dayjs(waitingSince ?? registeredAt).format('HH:mm'),
        },
        {
          title: t('visits.field.state'),
          width: 92,
          render: (_, { state, grade, overdue }) => (
            <>
              <Tag color={stateColour[state]}>{t(`visits.state.${state}`)}</Tag>
              {grade && <strong>{grade}</strong>}
              {overdue && <Tag color="red">{t('visits.overdue')}</Tag>}
            </>
          ),
        },
      ]}
    />
  );
}
