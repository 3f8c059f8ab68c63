import { queue, type TaskState, type TaskSummary } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Card, Empty, Flex, Table, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useAsk, useLive } from '../../server-api.ts';
import { levelColour } from './task-colours.ts';
import { useText } from './text.ts';

interface TaskListProps {
  readonly title: string;
  readonly states: readonly TaskState[];
  readonly children: (taskId: string, onDone: () => void) => ReactNode;
}

/** A queue of the pharmacy at the left, the task being worked on at the right. */
export function TaskList({ title, states, children }: TaskListProps) {
  const t = useText();
  const [chosen, setChosen] = useState<string>();
  const found = useAsk(queue, { state: states.join(','), limit: 200 }, { refetchInterval: 15_000 });
  useLive(found.data ? [`dispensing.queue:${found.data.departmentId}`] : [], ['dispensing.']);
  const tasks = found.data?.tasks ?? [];
  const current = chosen ?? tasks[0]?.id;
  const step = (by: number) => {
    const at = tasks.findIndex(({ id }) => id === current);
    setChosen(tasks[Math.min(tasks.length - 1, Math.max(0, at + by))]?.id);
  };
  useKeys([
    { keys: 'Alt+ArrowDown', label: t('dispensing.next'), run: () => step(1) },
    { keys: 'Alt+ArrowUp', label: t('dispensing.previous'), run: () => step(-1) },
  ]);
  return (
    <Flex gap={8} align="start">
      <Card size="small" title={`${title} ${tasks.length}`} style={{ width: 330, flex: 'none' }}>
        <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
        <Table<TaskSummary>
          size="small"
          rowKey="id"
          loading={found.isLoading}
          pagination={false}
          scroll={{ y: 'calc(100vh - 190px)' }}
          dataSource={tasks}
          locale={{ emptyText: t('dispensing.nothing') }}
          rowClassName={({ id }) => (id === current ? 'xl-row-chosen' : 'xl-row')}
          onRow={({ id }) => ({ onClick: () => setChosen(id) })}
          columns={[
            {
              title: t('dispensing.person'),
              render: (_, { patientName, patientAge }) => `${patientName} ${patientAge}`,
            },
            { title: t('dispensing.kinds'), dataIndex: 'kinds', width: 46, className: 'xl-num' },
            {
              title: t('dispensing.waiting'),
              dataIndex: 'waitingMinutes',
              width: 60,
              className: 'xl-num',
              render: (minutes: number) => t('dispensing.minutes', { minutes }),
            },
            {
              width: 74,
              render: (_, { alertLevel }) =>
                alertLevel && <Tag color={levelColour[alertLevel]}>{t(`dispensing.level.${alertLevel}`)}</Tag>,
            },
          ]}
        />
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
