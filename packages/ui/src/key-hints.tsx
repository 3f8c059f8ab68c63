import { useBoundKeys } from './keys.tsx';

/** The line at the foot of the window that says which keys work here. */
export function KeyHints() {
  const actions = useBoundKeys();
  return (
    <div className="xl-key-hints" aria-hidden="true">
      {actions.map(({ keys, label, disabled }) => (
        <span key={`${keys}${label}`} className={disabled ? 'xl-key xl-key-off' : 'xl-key'}>
          <kbd>{keys}</kbd>
          {label}
        </span>
      ))}
    </div>
  );
}
