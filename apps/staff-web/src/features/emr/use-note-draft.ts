import { ApiError } from '@xinglin/kernel/client';
import type { OutputOf } from '@xinglin/kernel/operation';
import { type deskNote, saveNote } from '@xinglin/server/contract/emr';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../server-api.ts';
import { type NoteOnScreen, startOf, toSend } from './note-model.ts';

type Desk = OutputOf<typeof deskNote>;
export type SaveState = 'saved' | 'changed' | 'saving' | 'failed' | 'overtaken';

const PAUSE_MS = 1_000;
const keyOf = (visitId: string) => `xinglin.note.${visitId}`;

/**
 * The note being written. Every change is kept in this browser at once and sent to the server after a pause, so that
 * neither a crash of the browser nor of the line loses more than the last second. One save runs at a time; a save
 * that meets a newer version stops and says so instead of overwriting it.
 */
export function useNoteDraft(visitId: string, desk: Desk, onSaved: (missing: Desk['missing']) => void) {
  const [kept] = useState(() => keptOf(visitId, desk.note?.version ?? 0));
  const [note, setNote] = useState<NoteOnScreen>(() => kept ?? startOf(desk));
  const [state, setState] = useState<SaveState>(kept ? 'changed' : 'saved');
  const [error, setError] = useState<unknown>();
  const version = useRef(desk.note?.version ?? 0);
  const latest = useRef(note);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<boolean> | undefined>(undefined);

  const save = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (running.current) await running.current;
    const sent = latest.current;
    running.current = (async () => {
      setState('saving');
      try {
        const answer = await call(saveNote, { visitId, version: version.current, content: toSend(sent) });
        version.current = answer.note.version;
        setError(undefined);
        onSaved(answer.missing);
        if (latest.current === sent) {
          localStorage.removeItem(keyOf(visitId));
          setState('saved');
        } else {
          // What was typed meanwhile stands on the version just made; kept under the old one it would be passed over.
          keep(visitId, version.current, latest.current);
          setState('changed');
        }
        return true;
      } catch (refused) {
        setError(refused);
        setState(refused instanceof ApiError && refused.code === 'emr.newer-version' ? 'overtaken' : 'failed');
        return false;
      } finally {
        running.current = undefined;
      }
    })();
    return running.current;
  }, [visitId, onSaved]);

  const change = useCallback(
    (next: NoteOnScreen) => {
      latest.current = next;
      setNote(next);
      setState((now) => (now === 'overtaken' ? now : 'changed'));
      keep(visitId, version.current, next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), PAUSE_MS);
    },
    [visitId, save],
  );
  // What only this browser had goes to the server at once.
  useEffect(() => {
    if (kept) void save();
  }, [kept, save]);
  // A line that was down is tried again until the draft is on the server.
  useEffect(() => {
    if (state !== 'failed' || !(error instanceof ApiError) || error.kind !== 'network') return undefined;
    const again = setTimeout(() => void save(), 5_000);
    return () => clearTimeout(again);
  }, [state, error, save]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { note, change, save, state, error, version };
}

const keep = (visitId: string, version: number, note: NoteOnScreen): void =>
  localStorage.setItem(keyOf(visitId), JSON.stringify({ version, note }));

/** What this browser kept, if the server has nothing newer. */
function keptOf(visitId: string, version: number): NoteOnScreen | undefined {
  const kept = localStorage.getItem(keyOf(visitId));
  if (kept === null) return undefined;
  const { version: base, note } = JSON.parse(kept) as { version: number; note: NoteOnScreen };
  return base === version ? note : undefined;
}
