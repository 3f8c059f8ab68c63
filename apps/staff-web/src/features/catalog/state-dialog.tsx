import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { useText } from './text.ts';

interface StateDialogProps {
  readonly name: string;
  readonly retired: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onOk: (reason: string) => void;
  readonly onClose: () => void;
}

/** Takes an item out of use or brings it back. Old records keep it either way. */
export function StateDialog({ name, retired, ...rest }: StateDialogProps) {
  const t = useText();
  return (
    <ReasonDialog
      danger={!retired}
      title={t(retired ? 'catalog.bring-back-title' : 'catalog.retire-title', { name })}
      okText={t(retired ? 'catalog.bring-back' : 'catalog.retire')}
      {...rest}
    >
      <span>{t(retired ? 'catalog.bring-back-note' : 'catalog.retire-note')}</span>
    </ReasonDialog>
  );
}
