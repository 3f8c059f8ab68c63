import { useBoundKeys } from './keys.tsx';

/** Names as they stand on a keyboard. */
const writing: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };
const written = (keys: string) =>
  keys
    .split('+')
    .map((part) => writing[part] ?? part)
    .join('+');

/** The line at the foot of the window that says which keys work here. */
export function KeyHints() {
  const actions = useBoundKeys();
  return (
    <div className="xl-key-hints" aria-hidden="true">
      {actions.map(({ keys, label, disabled }) => (
        <span key={`${keys}${label}`} className={disabled ? 'xl-key xl-key-off' : 'xl-key'}>
          <kbd>{written(keys)}</kbd>
          {label}
        </span>
      ))}
    </div>
  );
}
