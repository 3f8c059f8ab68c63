const fields =
  'input:not([disabled]):not([type=hidden]):not([tabindex="-1"]), textarea:not([disabled]), [role=combobox]:not([disabled])';

/**
 * Puts the cursor into the first visible field. Of a group of radio buttons that is the chosen one, as with the Tab
 * key. Does nothing where there is no field.
 */
export function focusFirst(place: HTMLElement | null): void {
  const all = [...(place?.querySelectorAll<HTMLElement>(fields) ?? [])].filter((field) => field.offsetParent !== null);
  const [first] = all;
  const isRadio = (field: HTMLElement | undefined): field is HTMLInputElement =>
    field instanceof HTMLInputElement && field.type === 'radio';
  const chosen = isRadio(first)
    ? all.find((field) => isRadio(field) && field.name === first.name && field.checked)
    : undefined;
  (chosen ?? first)?.focus();
}
