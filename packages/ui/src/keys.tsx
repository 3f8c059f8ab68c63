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

/** Who bound keys. Of two that bind the same one, that drawn later wins: a part over its screen, a dialog over both. */
interface Owner {
  readonly order: number;
  /** Nothing below is reached: a dialog with something typed in it must not be left by a key of the screen. */
  readonly covers: boolean;
}
interface Group {
  readonly owner: Owner;
  readonly actions: readonly KeyAction[];
}
type Add = (owner: Owner, actions: readonly KeyAction[]) => () => void;
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

/** What can be reached now: everything from the topmost cover upwards. */
const within = (groups: readonly Group[]): readonly Group[] =>
  groups.slice(
    Math.max(
      0,
      groups.findLastIndex(({ owner }) => owner.covers),
    ),
  );

/** Holds the keys of everything on the screen. */
export function KeyProvider({ children }: { readonly children: ReactNode }) {
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const latest = useRef(groups);
  latest.current = groups;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Enter and letters typed while an input method composes Chinese belong to the input method.
      if (event.isComposing || event.defaultPrevented) return;
      const pressed = keysOf(event);
      for (const { actions } of within(latest.current).toReversed()) {
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
    const others = (known: readonly Group[]) => known.filter((group) => group.owner !== owner);
    setGroups((known) => [...others(known), { owner, actions }].toSorted((a, b) => a.owner.order - b.owner.order));
    return () => setGroups(others);
  }, []);
  const bound = useMemo(() => within(groups).flatMap(({ actions }) => actions), [groups]);
  return (
    <AddContext.Provider value={add}>
      <BoundContext.Provider value={bound}>{children}</BoundContext.Provider>
    </AddContext.Provider>
  );
}

let drawn = 0;

/**
 * Binds the keys of a screen, part or dialog while it is mounted. Handlers may close over fresh state: the last
 * render's run. `covers` makes the keys of everything below rest.
 */
export function useKeys(actions: readonly KeyAction[], { covers = false } = {}): void {
  const add = useContext(AddContext);
  const owner = useRef<Owner>(undefined);
  owner.current ??= { order: ++drawn, covers };
  const fresh = useRef(actions);
  fresh.current = actions;
  const shape = actions.map(({ keys, label, disabled, quiet }) => `${keys}|${label}|${disabled}|${quiet}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the actions; their functions are read when pressed.
  useEffect(() => {
    if (!add || !owner.current) return undefined;
    const bound = fresh.current.map((action, index) => ({ ...action, run: () => fresh.current[index]?.run() }));
    return add(owner.current, bound);
  }, [add, shape]);
}

/** What the hint bar shows. */
export const useBoundKeys = (): readonly KeyAction[] => useContext(BoundContext).filter(({ quiet }) => !quiet);
