import { useKeys } from './keys.tsx';

interface ListKeys<Item> {
  readonly items: readonly Item[];
  readonly isChosen: (item: Item) => boolean;
  readonly onChoose: (item: Item) => void;
  /** Said in the hint bar; the arrow keys are bound without being shown when left out. */
  readonly labels?: { readonly next: string; readonly previous: string };
}

/** Alt with the arrow keys walks through a list, from any field of the screen. Stops at both ends. */
export function useListKeys<Item>({ items, isChosen, onChoose, labels }: ListKeys<Item>): void {
  const step = (by: number) => {
    const at = items.findIndex(isChosen);
    const next = at < 0 ? items[0] : items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    onChoose(next);
    // Once the row is marked: a long list follows the choice.
    requestAnimationFrame(() => document.querySelector('.xl-row-chosen')?.scrollIntoView({ block: 'nearest' }));
  };
  const quiet = labels === undefined;
  useKeys([
    { keys: 'Alt+ArrowDown', label: labels?.next ?? '', quiet, disabled: items.length === 0, run: () => step(1) },
    { keys: 'Alt+ArrowUp', label: labels?.previous ?? '', quiet, disabled: items.length === 0, run: () => step(-1) },
  ]);
}
