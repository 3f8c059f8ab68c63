import {
  CHECK_POINTS,
  type CheckPoint,
  getTask,
  handOut,
  prepare,
  reallocate,
  type Task,
} from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Card, Checkbox, Flex, Input, Segmented, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { TakeBackDialog } from './take-back-dialog.tsx';
import { TaskList } from './task-list.tsx';
import { TaskPart } from './task-part.tsx';
import { useText } from './text.ts';

/** The hand-out window: prepare, compare the ten points, hand out; and what was handed out may come back. */
export function Screen() {
  const t = useText();
  const [view, setView] = useState<'open' | 'done'>('open');
  return (
    <>
      <Segmented
        style={{ marginBottom: 8 }}
        value={view}
        onChange={setView}
        options={[
          { value: 'open', label: t('dispensing.view.open') },
          { value: 'done', label: t('dispensing.view.done') },
        ]}
      />
      <TaskList
        key={view}
        title={t(`dispensing.view.${view}`)}
        states={view === 'open' ? ['accepted', 'prepared'] : ['handed-out']}
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
      {task.data.state === 'handed-out' ? <HandedOut task={task.data} /> : <Counter task={task.data} onDone={onDone} />}
    </>
  );
}

function Counter({ task, onDone }: { readonly task: Task; readonly onDone: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [checked, setChecked] = useState<readonly CheckPoint[]>([]);
  const [counselling, setCounselling] = useState('');
  const [collector, setCollector] = useState<'patient' | 'family' | 'agent'>('patient');
  const refreshes = ['dispensing.', 'stock.'];
  const preparing = useAct(prepare, { refreshes });
  const again = useAct(reallocate, { refreshes });
  const giving = useAct(handOut, {
    refreshes,
    onDone: ({ patientName }) => {
      void message.success(t('dispensing.handed-out', { name: patientName }));
      onDone();
    },
  });
  const step = { taskId: task.id, version: task.version };
  const all = checked.length === CHECK_POINTS.length;
  const mayGive = task.steps.includes('hand-out') && all;
  const give = () =>
    giving.mutate({ ...step, checked: [...checked], collector, ...(counselling.trim() ? { counselling } : {}) });
  useKeys([
    { keys: 'F7', label: t('dispensing.all-points'), run: () => setChecked(all ? [] : [...CHECK_POINTS]) },
    {
      keys: 'F8',
      label: t('dispensing.prepare'),
      disabled: !task.steps.includes('prepare'),
      run: () => preparing.mutate(step),
    },
    { keys: 'F9', label: t('dispensing.hand-out'), disabled: !mayGive, run: give },
  ]);
  return (
    <Card size="small" style={{ marginTop: 8 }} title={t('dispensing.points')}>
      <Checkbox.Group
        value={[...checked]}
        onChange={(points) => setChecked(points)}
        options={CHECK_POINTS.map((value) => ({ value, label: t(`dispensing.point.${value}`) }))}
      />
      <ErrorNotice error={giving.error ?? preparing.error ?? again.error} />
      <Flex gap={8} style={{ marginTop: 8 }}>
        <Select
          style={{ width: 110 }}
          value={collector}
          onChange={setCollector}
          options={(['patient', 'family', 'agent'] as const).map((value) => ({
            value,
            label: t(`dispensing.collector.${value}`),
          }))}
        />
        <Input
          maxLength={500}
          placeholder={t('dispensing.counselling')}
          value={counselling}
          onChange={({ target }) => setCounselling(target.value)}
        />
        {task.steps.includes('reallocate') && (
          <Button loading={again.isPending} onClick={() => again.mutate(step)}>
            {t('dispensing.reallocate')}
          </Button>
        )}
        <Button
          disabled={!task.steps.includes('prepare')}
          loading={preparing.isPending}
          onClick={() => preparing.mutate(step)}
        >
          {t('dispensing.prepare')}
        </Button>
        <Button onClick={() => window.open(`/print/labels/${task.id}`, '_blank')}>{t('dispensing.labels')}</Button>
        <Button type="primary" disabled={!mayGive} loading={giving.isPending} onClick={give}>
          {t('dispensing.hand-out')}
        </Button>
      </Flex>
    </Card>
  );
}

function HandedOut({ task }: { readonly task: Task }) {
  const t = useText();
  const me = useMe();
  const [taking, setTaking] = useState(false);
  return (
    <Flex gap={8} align="center" style={{ marginTop: 8 }}>
      {task.handOut && <span>{t('dispensing.given-by', { name: task.handOut.by.name })}</span>}
      <Button onClick={() => window.open(`/print/labels/${task.id}`, '_blank')}>{t('dispensing.labels')}</Button>
      {task.steps.includes('take-back') && 'dispensing.take-back' in me.permissions && (
        <Button danger onClick={() => setTaking(true)}>
          {t('dispensing.take-back')}
        </Button>
      )}
      {taking && <TakeBackDialog task={task} onClose={() => setTaking(false)} />}
    </Flex>
  );
}
