import type { OutputOf } from '@xinglin/kernel/operation';
import { boardTopic, waitingBoard } from '@xinglin/server/contract/visits';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useLanguage } from '@xinglin/ui/texts';
import { Button } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useRef, useState } from 'react';
import { useAsk, useLive } from '../../server-api.ts';
import './board.css';
import { useText } from './text.ts';

type Call = OutputOf<typeof waitingBoard>['calls'][number];

/** The waiting-room screen: big, masked, live; says each call once, and shows it large where nothing can speak. */
export function Screen() {
  const t = useText();
  const departmentIds = new URLSearchParams(window.location.search).get('departments') ?? undefined;
  const board = useAsk(waitingBoard, departmentIds ? { departmentIds } : {}, { refetchInterval: 20_000 });
  useLive([boardTopic], ['visits.board']);
  const { speaking, spoken, allowSound, soundAllowed } = useSpokenCalls(board.data?.calls);
  if (board.error && !board.data) return <ErrorNotice error={board.error} onAgain={() => void board.refetch()} />;
  const { calls = [], departments = [] } = board.data ?? {};
  return (
    <main className="xl-board">
      <header>
        <h1>{t('visits.board.title')}</h1>
        {!soundAllowed && <Button onClick={allowSound}>{t('visits.board.sound')}</Button>}
        {!speaking && soundAllowed && <span>{t('visits.board.no-voice')}</span>}
        {board.error && <span className="xl-board-stale">{t('visits.board.stale')}</span>}
        <time>{dayjs(board.data?.now).format('HH:mm')}</time>
      </header>
      {spoken && (
        <section className="xl-board-now" aria-live="assertive">
          {t('visits.board.call', {
            ticket: spoken.ticket,
            name: spoken.maskedName,
            room: spoken.room ?? spoken.departmentName,
          })}
        </section>
      )}
      <div className="xl-board-body">
        {departments.map(({ departmentId, departmentName, inConsultation, called, waiting, waitingCount, passed }) => (
          <section key={departmentId} className="xl-board-department">
            <h2>
              {departmentName}
              <small>{t('visits.board.waiting', { count: waitingCount })}</small>
            </h2>
            <People title={t('visits.board.seeing')} people={inConsultation} />
            <People title={t('visits.board.called')} people={called} strong />
            <People title={t('visits.board.next')} people={waiting.slice(0, 6)} />
            <People title={t('visits.board.passed')} people={passed.slice(0, 4)} />
          </section>
        ))}
        {departments.length === 0 && <p>{t('visits.board.nobody')}</p>}
      </div>
      <footer>
        {calls.slice(0, 5).map((made) => (
          <span key={made.callId}>
            {dayjs(made.calledAt).format('HH:mm')} {made.ticket} {made.maskedName} → {made.room ?? made.departmentName}
          </span>
        ))}
      </footer>
    </main>
  );
}

interface PeopleProps {
  readonly title: string;
  readonly people: readonly {
    readonly ticket: string;
    readonly maskedName: string;
    readonly room?: string | undefined;
  }[];
  readonly strong?: boolean;
}

function People({ title, people, strong = false }: PeopleProps) {
  if (people.length === 0) return null;
  return (
    <div className={strong ? 'xl-board-people xl-board-strong' : 'xl-board-people'}>
      <h3>{title}</h3>
      {people.map(({ ticket, maskedName, room }) => (
        <p key={ticket}>
          <b>{ticket}</b> {maskedName} {room}
        </p>
      ))}
    </div>
  );
}

const SHOWN_MS = 12_000;

/**
 * Takes the calls in the order they were made and says each once. Calls older than the opening of the screen are
 * not said. Without a voice the large line is all there is, so it stays as long as the speech would take.
 */
function useSpokenCalls(calls: readonly Call[] | undefined) {
  const t = useText();
  const language = useLanguage();
  const [spoken, setSpoken] = useState<Call>();
  const [soundAllowed, setSoundAllowed] = useState(false);
  const last = useRef<number | undefined>(undefined);
  const queue = useRef<Call[]>([]);
  const busy = useRef(false);
  const speaking = 'speechSynthesis' in window && (window.speechSynthesis.getVoices().length > 0 || !soundAllowed);

  const sayNext = useRef<() => void>(() => {});
  sayNext.current = () => {
    const next = queue.current.shift();
    if (!next) {
      busy.current = false;
      return;
    }
    busy.current = true;
    setSpoken(next);
    if (soundAllowed && 'speechSynthesis' in window) {
      const words = t('visits.board.speech', {
        ticket: [...next.ticket].join(' '),
        name: next.maskedName.replaceAll('*', ''),
        room: next.room ?? next.departmentName,
      });
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.lang = language === 'en' ? 'en-US' : 'zh-CN';
      utterance.rate = 0.9;
      window.speechSynthesis.speak(utterance);
    }
    setTimeout(() => sayNext.current(), queue.current.length > 0 ? SHOWN_MS / 2 : SHOWN_MS);
  };
  useEffect(() => {
    if (!calls) return;
    const newest = Math.max(0, ...calls.map(({ callId }) => callId));
    if (last.current !== undefined) {
      const seen = last.current;
      queue.current.push(...calls.filter(({ callId }) => callId > seen).toSorted((a, b) => a.callId - b.callId));
      if (!busy.current) sayNext.current();
    }
    last.current = Math.max(last.current ?? 0, newest);
  }, [calls]);
  return { speaking, spoken, soundAllowed, allowSound: () => setSoundAllowed(true) };
}
