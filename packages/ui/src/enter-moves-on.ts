import type { KeyboardEvent } from 'react';

const fields = 'input:not([disabled]):not([type=hidden]), textarea:not([disabled]), [role=combobox]:not([disabled])';

/**
 * Enter goes to the next field, as on a cashier's keyboard; in the last one it does what `last` says.
 * Put on a form as `onKeyDown`. Text areas and open choice lists keep their Enter.
 */
export const enterMovesOn = (last?: () => void) => (event: KeyboardEvent<HTMLElement>) => {
  const from = event.target as HTMLElement;
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.altKey) return;
  if (from.tagName === 'TEXTAREA' || from.tagName === 'BUTTON') return;
  if (from.getAttribute('aria-expanded') === 'true' && from.getAttribute('aria-activedescendant')) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(fields)].filter(
    (field) => field.offsetParent !== null,
  );
  const next = all[all.indexOf(from) + 1];
  if (next) next.focus();
  else last?.();
};
