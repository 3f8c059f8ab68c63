import { ApiError } from '@xinglin/kernel/client';
import { newId } from '@xinglin/kernel/ids';
import { checkPrescription, type Sheet, savePrescription } from '@xinglin/server/contract/prescriptions';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../server-api.ts';
import { type CheckAnswer, isComplete, type Line, linesOf, type SheetKind, toSend } from './sheet-model.ts';

const CHECK_PAUSE_MS = 180;
const SAVE_PAUSE_MS = 1_200;

/**
 * The sheet being written: checked at every change after a short pause, saved as a draft after a longer one.
 * A check that fails or is outdated leaves no verdict on the screen: `check` is undefined until it fits the lines.
 */
export function useSheetDraft(visitId: string, saved: Sheet | undefined, startKind: SheetKind) {
  const [id] = useState(() => saved?.id ?? newId());
  const [lines, setLines] = useState<readonly Line[]>(() => (saved ? linesOf(saved) : []));
  const [kind, setKind] = useState<SheetKind>(saved?.kind ?? startKind);
  const [check, setCheck] = useState<CheckAnswer>();
  const [checking, setChecking] = useState(false);
  const [error, setError] = useState<unknown>();
  const version = useRef(saved?.version ?? 0);
  const latest = useRef({ lines, kind });
  latest.current = { lines, kind };
  const saving = useRef<Promise<void>>(Promise.resolve());

  /** @throws ApiError: the sheet could not be saved. */
  const save = useCallback((): Promise<void> => {
    saving.current = saving.current
      .catch(() => {})
      .then(async () => {
        const { lines: now, kind: nowKind } = latest.current;
        const answer = await call(savePrescription, {
          prescriptionId: id,
          version: version.current,
          visitId,
          kind: nowKind,
          items: toSend(now),
        });
        version.current = answer.version;
      });
    return saving.current;
  }, [id, visitId]);

  const asked = JSON.stringify([kind, toSend(lines)]);
  useEffect(() => {
    const [nowKind, items] = JSON.parse(asked) as [SheetKind, ReturnType<typeof toSend>];
    setCheck(undefined);
    if (items.length === 0) {
      setChecking(false);
      return undefined;
    }
    setChecking(true);
    const stop = new AbortController();
    const checkTimer = setTimeout(() => {
      call(checkPrescription, { prescriptionId: id, visitId, kind: nowKind, items }, { signal: stop.signal }).then(
        (answer) => {
          setCheck(answer);
          setChecking(false);
          setError(undefined);
        },
        (failed: unknown) => {
          if (stop.signal.aborted) return;
          setError(failed);
          setChecking(false);
        },
      );
    }, CHECK_PAUSE_MS);
    const saveTimer = setTimeout(() => void save().catch(setError), SAVE_PAUSE_MS);
    return () => {
      stop.abort();
      clearTimeout(checkTimer);
      clearTimeout(saveTimer);
    };
  }, [asked, id, visitId, save]);

  const change = (lineId: string, part: Partial<Line>) =>
    setLines((known) => known.map((line) => (line.id === lineId ? { ...line, ...part } : line)));
  return {
    id,
    version,
    lines,
    kind,
    check,
    checking,
    error,
    setKind,
    save,
    change,
    add: (line: Line) => setLines((known) => [...known, line]),
    remove: (lineId: string) => setLines((known) => known.filter((line) => line.id !== lineId)),
    complete: lines.length > 0 && lines.every(isComplete),
    overtaken: error instanceof ApiError && error.kind === 'conflict',
  };
}
