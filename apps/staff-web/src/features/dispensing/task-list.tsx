import { queue, type TaskState, type TaskSummary } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useListKeys } from '@xinglin/ui/list-keys';
import { App, Card, Empty, Flex, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useAsk, useLive } from '../../server-api.ts';
import { PersonSearch } from '../patients/parts.ts';
import { levelColour } from './task-colours.ts';
import { useText } from './text.ts';

interface TaskListProps {
  readonly title: string;
  readonly states: readonly TaskState[];
  /** Only tasks of this day, for the finished ones. */
  readonly day?: string;
  /** Beside the title. */
  readonly extra?: ReactNode;
  readonly children: (taskId: string, onDone: () => void) => ReactNode;
}

/** A queue of the pharmacy at the left, the task being worked on at the right. */
export function TaskList({ title, states, day, extra, children }: TaskListProps) {
  const t = useText();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<string>();
  const found = useAsk(
    queue,
    { state: states.join(','), limit: 200, ...(day ? { day } : {}) },
    { refetchInterval: 15_000 },
  );
  useLive(found.data ? [`dispensing.queue:${found.data.departmentId}`] : [], ['dispensing.']);
  const tasks = found.data?.tasks ?? [];
  const current = chosen ?? tasks[0]?.id;
  useListKeys({
    items: tasks,
    isChosen: ({ id }) => id === current,
    onChoose: ({ id }) => setChosen(id),
    labels: { next: t('dispensing.next'), previous: t('dispensing.previous') },
  });
  const find = ({ id, name }: { readonly id: string; readonly name: string }) => {
    const task = tasks.find(({ patientId }) => patientId === id);
    if (task) setChosen(task.id);
    else void message.info(t('dispensing.none-of', { name }));
  };
  return (
    <Flex gap={8} align="start">
      <Card
        size="small"
        title={t('dispensing.count', { title, count: tasks.length })}
        extra={extra}
        style={{ width: 330, flex: 'none' }}
      >
        <Flex vertical gap={8}>
          <PersonSearch hotkey="F3" width={308} placeholder={t('dispensing.find')} onChoose={find} />
          <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
          <TaskTable tasks={tasks} loading={found.isLoading} current={current} onChoose={setChosen} />
          {found.data?.more && <span className="xl-dim">{t('dispensing.more')}</span>}
        </Flex>
      </Card>
      <div style={{ flex: 1, minWidth: 0 }}>
        {current ? (
          children(current, () => setChosen(undefined))
        ) : (
          <Empty description={t('dispensing.nothing')} style={{ marginTop: 80 }} />
        )}
      </div>
    </Flex>
  );
}

interface TaskTableProps {
  readonly tasks: readonly TaskSummary[];
  readonly loading: boolean;
  readonly current: string | undefined;
  readonly onChoose: (taskId: string) => void;
}

function TaskTable({ tasks, loading, current, onChoose }: TaskTableProps) {
  const t = useText();
  return (
    <Table<TaskSummary>
      size="small"
      rowKey="id"
      loading={loading}
      pagination={false}
      scroll={{ y: 'calc(100vh - 222px)' }}
      dataSource={[...tasks]}
      locale={{ emptyText: t('dispensing.nothing') }}
      rowClassName={({ id }) => (id === current ? 'xl-row-chosen' : 'xl-row')}
      onRow={({ id }) => ({ onClick: () => onChoose(id) })}
      columns={[
        {
          title: t('dispensing.person'),
          ellipsis: true,
          render: (_, { patientName, patientAge }) => (
            <>
              {patientName} <span className="xl-dim">{patientAge}</span>
            </>
          ),
        },
        { title: t('dispensing.kinds'), dataIndex: 'kinds', width: 46, align: 'right', className: 'xl-num' },
        {
          title: t('dispensing.waiting'),
          dataIndex: 'waitingMinutes',
          width: 62,
          align: 'right',
          className: 'xl-num',
          render: (minutes: number) => t('dispensing.minutes', { minutes }),
        },
        {
          width: 70,
          render: (_, { alertLevel }) =>
            alertLevel && <Tag color={levelColour[alertLevel]}>{t(`dispensing.level.${alertLevel}`)}</Tag>,
        },
      ]}
    />
  );
}
