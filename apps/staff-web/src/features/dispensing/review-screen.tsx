import { accept, getTask, returnToDoctor, type Task } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Card, Flex, Input, type InputRef, Skeleton } from 'antd';
import { useRef, useState } from 'react';
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
  const box = useRef<InputRef>(null);
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const done = (text: string) => () => {
    void message.success(text);
    onDone();
  };
  const refreshes = ['dispensing.'];
  const accepting = useAct(accept, { refreshes, onDone: done(t('dispensing.accepted')) });
  const returning = useAct(returnToDoctor, { refreshes, onDone: done(t('dispensing.sent-back')) });
  const pending = accepting.isPending || returning.isPending;
  const mayAccept = task.steps.includes('accept') && !pending;
  const mayReturn = task.steps.includes('return') && !pending;
  const step = { taskId: task.id, version: task.version };
  const said = words.trim();
  const pass = () => accepting.mutate({ ...step, ...(said ? { note: said } : {}) });
  const sendBack = () => {
    if (said) returning.mutate({ ...step, reason: said });
    else {
      setMissing(true);
      box.current?.focus();
    }
  };
  useKeys([
    { keys: 'F9', label: t('dispensing.accept'), disabled: !mayAccept, run: pass },
    { keys: 'F10', label: t('dispensing.return'), disabled: !mayReturn, run: sendBack },
  ]);
  return (
    <Card size="small" style={{ marginTop: 8 }}>
      <Flex vertical gap={8}>
        <ErrorNotice error={accepting.error ?? returning.error} />
        <Flex gap={8}>
          <Input
            ref={box}
            maxLength={200}
            status={missing && !said ? 'error' : ''}
            aria-label={t('dispensing.review-note')}
            placeholder={t(missing ? 'dispensing.return-needs-reason' : 'dispensing.review-note')}
            value={words}
            onChange={({ target }) => setWords(target.value)}
          />
          <Button type="primary" disabled={!mayAccept} loading={accepting.isPending} onClick={pass}>
            {t('dispensing.accept')}
          </Button>
          <Button danger disabled={!mayReturn} loading={returning.isPending} onClick={sendBack}>
            {t('dispensing.return')}
          </Button>
        </Flex>
      </Flex>
    </Card>
  );
}
