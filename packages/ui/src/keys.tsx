import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';

/** One key of a screen. `keys` such as "F2", "Alt+S", "Ctrl+K", "Escape"; `label` is shown in the hint bar. */
export interface KeyAction {
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
  readonly disabled?: boolean;
  /** Not shown in the hint bar. */
  readonly quiet?: boolean;
}

type Add = (owner: symbol, actions: readonly KeyAction[]) => () => void;
// Two contexts, so that binding keys does not render again every screen that binds some.
const AddContext = createContext<Add | undefined>(undefined);
const BoundContext = createContext<readonly KeyAction[]>([]);

/** "Alt+S" for the event, in the same writing as `KeyAction.keys`. */
export function keysOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  // With Alt held, some layouts give another character; the physical key is what the hint bar promises.
  const letter = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1];
  const name = (event.altKey || event.ctrlKey || event.metaKey) && letter ? letter : event.key;
  const parts = [
    (event.ctrlKey || event.metaKey) && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && (name.length > 1 || event.ctrlKey || event.altKey) && 'Shift',
    name.length === 1 ? name.toUpperCase() : name,
  ];
  return parts.filter(Boolean).join('+');
}

/** Holds the keys of all mounted screens. The one added last wins, so that a dialog covers the screen below it. */
export function KeyProvider({ children }: { readonly children: ReactNode }) {
  const [groups, setGroups] = useState<readonly (readonly [symbol, readonly KeyAction[]])[]>([]);
  const latest = useRef(groups);
  latest.current = groups;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Enter and letters typed while an input method composes Chinese belong to the input method.
      if (event.isComposing || event.defaultPrevented) return;
      const pressed = keysOf(event);
      for (const [, actions] of latest.current.toReversed()) {
        const action = actions.find(({ keys, disabled }) => keys === pressed && !disabled);
        if (!action) continue;
        event.preventDefault();
        action.run();
        return;
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const add = useCallback<Add>((owner, actions) => {
    setGroups((known) => [...known.filter(([symbol]) => symbol !== owner), [owner, actions] as const]);
    return () => setGroups((known) => known.filter(([symbol]) => symbol !== owner));
  }, []);
  const bound = useMemo(() => groups.flatMap(([, actions]) => actions), [groups]);
  return (
    <AddContext.Provider value={add}>
      <BoundContext.Provider value={bound}>{children}</BoundContext.Provider>
    </AddContext.Provider>
  );
}

/** Binds the keys of a screen while it is mounted. Handlers may close over fresh state: the last render's run. */
export function useKeys(actions: readonly KeyAction[]): void {
  const add = useContext(AddContext);
  const owner = useRef(Symbol('keys'));
  const fresh = useRef(actions);
  fresh.current = actions;
  const shape = actions.map(({ keys, label, disabled, quiet }) => `${keys}|${label}|${disabled}|${quiet}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the actions; their functions are read when pressed.
  useEffect(() => {
    if (!add) return undefined;
    const bound = fresh.current.map((action, index) => ({ ...action, run: () => fresh.current[index]?.run() }));
    return add(owner.current, bound);
  }, [add, shape]);
}

/** What the hint bar shows. */
export const useBoundKeys = (): readonly KeyAction[] => useContext(BoundContext).filter(({ quiet }) => !quiet);
