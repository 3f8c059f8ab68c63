import { useEffect, useRef } from 'react';

/**
 * Gives the keyboard back to the field it was taken from when a dialog goes away. For dialogs that are mounted only
 * while they are open: those leave before the library would do it.
 */
export function useFocusBack(): void {
  const before = useRef<Element | null>(document.activeElement);
  useEffect(() => {
    const field = before.current;
    return () => {
      // After the dialog has left the page and taken its own focus guards with it.
      setTimeout(() => {
        if (field instanceof HTMLElement && field.isConnected && document.activeElement === document.body)
          field.focus({ preventScroll: true });
      });
    };
  }, []);
}
