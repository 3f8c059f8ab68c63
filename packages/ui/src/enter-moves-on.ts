import type { KeyboardEvent } from 'react';

const fields = 'input:not([disabled]):not([type=hidden]), textarea:not([disabled]), [role=combobox]:not([disabled])';

/**
 * Enter goes to the next field, as on a cashier's keyboard; in the last one it does what `last` says.
 * Put on a form as `onKeyDownCapture`: a closed choice list would open at the Enter that leaves it.
 * Text areas and open choice lists keep their Enter.
 */
export const enterMovesOn = (last?: () => void) => (event: KeyboardEvent<HTMLElement>) => {
  const from = event.target as HTMLElement;
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.altKey) return;
  if (from.tagName === 'TEXTAREA' || from.tagName === 'BUTTON') return;
  if (from.getAttribute('aria-expanded') === 'true' && from.getAttribute('aria-activedescendant')) return;
  event.preventDefault();
  event.stopPropagation();
  const all = stopsOf(event.currentTarget);
  const at = all.indexOf(from);
  const next =
    at < 0 ? all.find((stop) => from.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING) : all[at + 1];
  if (next) next.focus();
  else last?.();
};

/** Visible fields in order. A group of radio buttons is one stop; what the Tab key passes over is none. */
function stopsOf(form: HTMLElement): HTMLElement[] {
  const groups = new Set<string>();
  return [...form.querySelectorAll<HTMLElement>(fields)].filter((field) => {
    if (field.offsetParent === null || field.tabIndex < 0) return false;
    if (!(field instanceof HTMLInputElement) || field.type !== 'radio') return true;
    const group = form.querySelectorAll<HTMLInputElement>(`input[type=radio][name="${CSS.escape(field.name)}"]`);
    const stop = [...group].find(({ checked }) => checked) ?? group[0];
    if (field !== stop || groups.has(field.name)) return false;
    groups.add(field.name);
    return true;
  });
}
