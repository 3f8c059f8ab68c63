import { accept, getTask, returnToDoctor, type Task } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Flex, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { TaskList } from './task-list.tsx';
import { TaskPart } from './task-part.tsx';
import { useText } from './text.ts';

/** The pharmacist's review: in order, or back to the doctor with a reason. */
export function Screen() {
  const t = useText();
  return (
    <TaskList title={t('dispensing.to-review')} states={['to-review']}>
      {(taskId, onDone) => <Review key={taskId} taskId={taskId} onDone={onDone} />}
    </TaskList>
  );
}

function Review({ taskId, onDone }: { readonly taskId: string; readonly onDone: () => void }) {
  const task = useAsk(getTask, { taskId });
  if (task.error) return <ErrorNotice error={task.error} onAgain={() => void task.refetch()} />;
  if (!task.data) return <Skeleton active />;
  return (
    <>
      <TaskPart task={task.data} />
      <Verdict task={task.data} onDone={onDone} />
    </>
  );
}

function Verdict({ task, onDone }: { readonly task: Task; readonly onDone: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const done = (text: string) => () => {
    void message.success(text);
    onDone();
  };
  const refreshes = ['dispensing.'];
  const accepting = useAct(accept, { refreshes, onDone: done(t('dispensing.accepted')) });
  const returning = useAct(returnToDoctor, { refreshes, onDone: done(t('dispensing.sent-back')) });
  const mayAccept = task.steps.includes('accept');
  const mayReturn = task.steps.includes('return') && reason.trim() !== '';
  const pass = () =>
    accepting.mutate({ taskId: task.id, version: task.version, ...(reason.trim() ? { note: reason } : {}) });
  const sendBack = () => returning.mutate({ taskId: task.id, version: task.version, reason });
  useKeys([
    { keys: 'F9', label: t('dispensing.accept'), disabled: !mayAccept, run: pass },
    { keys: 'F10', label: t('dispensing.return'), disabled: !mayReturn, run: sendBack },
  ]);
  return (
    <Flex vertical gap={8} style={{ marginTop: 8 }}>
      <ErrorNotice error={accepting.error ?? returning.error} />
      <Flex gap={8}>
        <Input
          maxLength={200}
          placeholder={t('dispensing.review-note')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <Button type="primary" disabled={!mayAccept} loading={accepting.isPending} onClick={pass}>
          {t('dispensing.accept')}
        </Button>
        <Button danger disabled={!mayReturn} loading={returning.isPending} onClick={sendBack}>
          {t('dispensing.return')}
        </Button>
      </Flex>
    </Flex>
  );
}
