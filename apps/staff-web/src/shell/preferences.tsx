import type { ColourMode } from '@xinglin/ui/theme';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

const storageKey = 'xinglin.colour';

const ColourContext = createContext<{ readonly mode: ColourMode; readonly toggle: () => void }>({
  mode: 'light',
  toggle: () => {},
});

/** Light or dark, remembered in this browser. */
export function ColourProvider({ children }: { readonly children: ReactNode }) {
  const [mode, setMode] = useState<ColourMode>(() => (localStorage.getItem(storageKey) === 'dark' ? 'dark' : 'light'));
  const value = useMemo(
    () => ({
      mode,
      toggle: () =>
        setMode((current) => {
          const next = current === 'dark' ? 'light' : 'dark';
          localStorage.setItem(storageKey, next);
          return next;
        }),
    }),
    [mode],
  );
  return <ColourContext.Provider value={value}>{children}</ColourContext.Provider>;
}

export const useColour = () => useContext(ColourContext);
