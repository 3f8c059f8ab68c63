import type { UseQueryResult } from '@tanstack/react-query';
import type { OutputOf } from '@xinglin/kernel/operation';
import {
  callNext,
  callVisit,
  type departmentQueue,
  type QueueEntry,
  requeueVisit,
  resumeVisit,
  skipVisit,
  startVisit,
} from '@xinglin/server/contract/visits';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Card, Flex, Input, Select, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

const roomKey = 'xinglin.desk.room';

interface QueueProps {
  readonly queue: UseQueryResult<OutputOf<typeof departmentQueue>, Error>;
  readonly places: readonly { readonly departmentId: string; readonly departmentName: string }[];
  readonly departmentId: string;
  readonly current: string | undefined;
  readonly onDepartment: (departmentId: string) => void;
  readonly onChoose: (visitId: string) => void;
}

/** Call, skip, see: F2 calls the next, F3 opens the visit of whom was called, F4 passes a person who does not come. */
export function QueuePart({ queue, places, departmentId, current, onDepartment, onChoose }: QueueProps) {
  const t = useText();
  const { message } = App.useApp();
  const [room, setRoom] = useState(() => localStorage.getItem(roomKey) ?? '');
  const place = room.trim() ? { room: room.trim() } : {};
  const refreshes = ['visits.'];
  const next = useAct(callNext, {
    refreshes,
    onDone: ({ visit }) => (visit ? onChoose(visit.visitId) : void message.info(t('desk.queue-empty'))),
  });
  const again = useAct(callVisit, { refreshes });
  const start = useAct(startVisit, { refreshes: ['visits.', 'emr.'], onDone: ({ visitId }) => onChoose(visitId) });
  const resume = useAct(resumeVisit, { refreshes: ['visits.', 'emr.'], onDone: ({ visitId }) => onChoose(visitId) });
  const skip = useAct(skipVisit, { refreshes });
  const requeue = useAct(requeueVisit, { refreshes });
  const entries = queue.data?.entries ?? [];
  const called =
    entries.find(({ visitId, state }) => visitId === current && state === 'called') ??
    entries.find(({ state }) => state === 'called');
  const waiting = entries.filter(({ state }) => state === 'waiting').length;
  useKeys([
    { keys: 'F2', label: t('desk.call-next'), run: () => next.mutate({ departmentId, ...place }) },
    {
      keys: 'F3',
      label: t('desk.start'),
      disabled: !called,
      run: () => called && start.mutate({ visitId: called.visitId, ...place }),
    },
    {
      keys: 'F4',
      label: t('desk.skip'),
      disabled: !called,
      run: () => called && skip.mutate({ visitId: called.visitId }),
    },
  ]);
  const failed = queue.error ?? next.error ?? again.error ?? start.error ?? resume.error ?? skip.error ?? requeue.error;
  return (
    <Card size="small" className="xl-desk-queue" title={t('desk.waiting', { count: waiting })}>
      <Flex vertical gap={6}>
        <Flex gap={6}>
          <Select
            style={{ flex: 1 }}
            value={departmentId}
            options={places.map(({ departmentId: value, departmentName }) => ({ value, label: departmentName }))}
            onChange={onDepartment}
          />
          <Input
            style={{ width: 84 }}
            maxLength={40}
            placeholder={t('desk.room')}
            value={room}
            onChange={({ target }) => {
              setRoom(target.value);
              localStorage.setItem(roomKey, target.value);
            }}
          />
        </Flex>
        <Button type="primary" block loading={next.isPending} onClick={() => next.mutate({ departmentId, ...place })}>
          {t('desk.call-next')}
        </Button>
        <ErrorNotice error={failed} onAgain={() => void queue.refetch()} />
        <div className="xl-desk-list">
          {entries.length === 0 && !queue.isLoading && <p className="xl-dim">{t('desk.queue-empty')}</p>}
          {entries.map((entry) => (
            <EntryLine
              key={entry.visitId}
              entry={entry}
              current={entry.visitId === current}
              onChoose={() => onChoose(entry.visitId)}
              buttons={
                <>
                  {entry.state === 'waiting' && (
                    <Small label={t('desk.call')} onClick={() => again.mutate({ visitId: entry.visitId, ...place })} />
                  )}
                  {entry.state === 'called' && (
                    <>
                      <Small
                        label={t('desk.start')}
                        onClick={() => start.mutate({ visitId: entry.visitId, ...place })}
                      />
                      <Small
                        label={t('desk.call-again')}
                        onClick={() => again.mutate({ visitId: entry.visitId, ...place })}
                      />
                      <Small label={t('desk.skip')} onClick={() => skip.mutate({ visitId: entry.visitId })} />
                    </>
                  )}
                  {entry.state === 'passed' && (
                    <Small label={t('desk.requeue')} onClick={() => requeue.mutate({ visitId: entry.visitId })} />
                  )}
                  {entry.state === 'held' && (
                    <Small label={t('desk.resume')} onClick={() => resume.mutate({ visitId: entry.visitId })} />
                  )}
                </>
              }
            />
          ))}
        </div>
      </Flex>
    </Card>
  );
}

const Small = ({ label, onClick }: { readonly label: string; readonly onClick: () => void }) => (
  <Button
    size="small"
    type="link"
    onClick={(event) => {
      event.stopPropagation();
      onClick();
    }}
  >
    {label}
  </Button>
);

interface EntryLineProps {
  readonly entry: QueueEntry;
  readonly current: boolean;
  readonly onChoose: () => void;
  readonly buttons: ReactNode;
}

function EntryLine({ entry, current, onChoose, buttons }: EntryLineProps) {
  const t = useText();
  return (
    <div className={current ? 'xl-desk-entry xl-desk-entry-current' : 'xl-desk-entry'}>
      <button type="button" className="xl-desk-entry-name" onClick={onChoose}>
        <b className="xl-num">{entry.ticket}</b> {entry.patientName}{' '}
        <span className="xl-dim">
          {t(`desk.sex.${entry.sex}`)}{' '}
          {entry.ageYears === undefined ? t('desk.age-unknown') : t('desk.years', { years: entry.ageYears })}
        </span>
        {entry.grade && entry.lane === 'urgent' && <Tag color="red">{entry.grade}</Tag>}
        {entry.overdue && <Tag color="orange">{t('desk.overdue')}</Tag>}
        <span className="xl-dim"> {t(`desk.state.${entry.state}`)}</span>
        {entry.state === 'waiting' && entry.waitedMinutes !== undefined && (
          <span className="xl-dim"> {t('desk.minutes', { minutes: entry.waitedMinutes })}</span>
        )}
      </button>
      <div>{buttons}</div>
    </div>
  );
}
