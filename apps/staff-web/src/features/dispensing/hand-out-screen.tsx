import { getTask, type Task } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Card, DatePicker, Flex, Segmented, Skeleton } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { CounterPart, printLabels } from './counter-part.tsx';
import { TakeBackDialog } from './take-back-dialog.tsx';
import { TaskList } from './task-list.tsx';
import { TaskPart } from './task-part.tsx';
import { useText } from './text.ts';

type View = 'open' | 'done';

/** The hand-out window: prepare, compare the ten points, hand out; and what was handed out may come back. */
export function Screen() {
  const t = useText();
  const [view, setView] = useState<View>('open');
  const [day, setDay] = useState<Dayjs>(dayjs());
  const other: View = view === 'open' ? 'done' : 'open';
  useKeys([{ keys: 'F4', label: t(`dispensing.view.${other}`), run: () => setView(other) }]);
  const choice = (
    <Segmented
      value={view}
      onChange={setView}
      options={(['open', 'done'] as const).map((value) => ({ value, label: t(`dispensing.view.${value}`) }))}
    />
  );
  const days = (
    <DatePicker
      allowClear={false}
      style={{ width: 122 }}
      value={day}
      maxDate={dayjs()}
      onChange={(chosen) => chosen && setDay(chosen)}
    />
  );
  return (
    <>
      <Flex gap={8} style={{ marginBottom: 8 }}>
        {choice}
        {view === 'done' && days}
      </Flex>
      <TaskList
        key={view}
        title={t(`dispensing.view.${view}`)}
        states={view === 'open' ? ['accepted', 'prepared'] : ['handed-out']}
        {...(view === 'done' ? { day: day.format('YYYY-MM-DD') } : {})}
      >
        {(taskId, onDone) => <HandOut key={taskId} taskId={taskId} onDone={onDone} />}
      </TaskList>
    </>
  );
}

function HandOut({ taskId, onDone }: { readonly taskId: string; readonly onDone: () => void }) {
  const task = useAsk(getTask, { taskId });
  if (task.error) return <ErrorNotice error={task.error} onAgain={() => void task.refetch()} />;
  if (!task.data) return <Skeleton active />;
  return (
    <>
      <TaskPart task={task.data} />
      {task.data.state === 'handed-out' ? (
        <HandedOut task={task.data} />
      ) : (
        <CounterPart task={task.data} onDone={onDone} />
      )}
    </>
  );
}

/** Who gave it to whom and when, and the way back. */
function HandedOut({ task }: { readonly task: Task }) {
  const t = useText();
  const me = useMe();
  const [taking, setTaking] = useState(false);
  const mayTake = task.steps.includes('take-back') && 'dispensing.take-back' in me.permissions;
  useKeys([
    { keys: 'F6', label: t('dispensing.labels'), run: () => printLabels(task.id) },
    { keys: 'F10', label: t('dispensing.take-back'), disabled: !mayTake || taking, run: () => setTaking(true) },
  ]);
  const { handOut, goodsReturns } = task;
  return (
    <Card size="small" style={{ marginTop: 8 }}>
      <Flex vertical gap={6}>
        <Flex gap={8} align="center">
          {handOut && (
            <span>
              {t('dispensing.given', {
                name: handOut.by.name,
                at: dayjs(handOut.at).format('YYYY-MM-DD HH:mm'),
                collector: t(`dispensing.collector.${handOut.collector as 'patient' | 'family' | 'agent'}`),
              })}
            </span>
          )}
          <span className="xl-grow" />
          <Button onClick={() => printLabels(task.id)}>{t('dispensing.labels')}</Button>
          {mayTake && (
            <Button danger onClick={() => setTaking(true)}>
              {t('dispensing.take-back')}
            </Button>
          )}
        </Flex>
        {handOut?.counselling && <span>{t('dispensing.counselled', { words: handOut.counselling })}</span>}
        {goodsReturns.map(({ id, at, by, reason, lines }) => (
          <span key={id} className="xl-dim">
            {t('dispensing.returned', {
              at: dayjs(at).format('YYYY-MM-DD HH:mm'),
              name: by.name,
              why: t(`dispensing.return-reason.${reason}`),
              what: lines.map(({ batchNumber, quantity }) => `${batchNumber} × ${quantity}`).join('、'),
            })}
          </span>
        ))}
      </Flex>
      {taking && <TakeBackDialog task={task} onClose={() => setTaking(false)} />}
    </Card>
  );
}
