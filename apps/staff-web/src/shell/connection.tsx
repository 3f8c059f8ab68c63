import { onlineManager } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useSyncExternalStore } from 'react';
import { useText } from './text.ts';

/** Says that the line is down, and that nothing typed is lost. */
export function Connection() {
  const t = useText();
  const online = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );
  return online ? null : <Alert banner type="warning" title={t('shell.offline')} />;
}
