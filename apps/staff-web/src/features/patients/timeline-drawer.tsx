import { Drawer } from 'antd';
import { lazy, Suspense } from 'react';
import { useText } from './text.ts';

// Loaded when first opened: the window's search box comes from this feature too and must stay small.
const TimelinePart = lazy(async () => ({ default: (await import('./timeline-part.tsx')).TimelinePart }));

interface TimelineDrawerProps {
  readonly patientId: string;
  readonly currentVisitId?: string;
  readonly onClose: () => void;
}

/** The time line beside the work at hand. Escape goes back to it. */
export function TimelineDrawer({ patientId, currentVisitId, onClose }: TimelineDrawerProps) {
  const t = useText();
  return (
    <Drawer open size={760} title={t('patients.timeline.title')} onClose={onClose}>
      <Suspense fallback={null}>
        <TimelinePart patientId={patientId} {...(currentVisitId ? { currentVisitId } : {})} />
      </Suspense>
    </Drawer>
  );
}
