import { Drawer } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useFocusBack } from './focus-back.ts';
import { focusFirst } from './focus-first.ts';
import { useKeys } from './keys.tsx';

interface SidePanelProps {
  readonly title: ReactNode;
  readonly extra?: ReactNode;
  readonly size?: number;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/**
 * Something looked at or changed beside the list it comes from: the first field has the cursor, Escape goes back, and
 * the keys of the list rest meanwhile. Mount it only while it is open.
 */
export function SidePanel({ title, extra, size = 820, children, onClose }: SidePanelProps) {
  const body = useRef<HTMLDivElement>(null);
  useFocusBack();
  useKeys([], { covers: true });
  return (
    <Drawer
      open
      size={size}
      title={title}
      extra={extra}
      onClose={onClose}
      afterOpenChange={(open) => open && focusFirst(body.current)}
    >
      <div ref={body}>{children}</div>
    </Drawer>
  );
}
