import { Flex, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './error-text.tsx';
import { textsOf } from './texts.ts';

const useText = textsOf('ui.reason', { reason: '原因（必填）' }, { reason: 'Reason (required)' });

interface ReasonDialogProps {
  readonly title: string;
  readonly okText: string;
  /** What the reason is for, when "reason" does not say it. */
  readonly label?: string;
  readonly danger?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  /** Shown above the reason: what is about to happen. */
  readonly children?: ReactNode;
  readonly onOk: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why before something that cannot be undone quietly. Enter confirms once there is a reason, Escape goes back. */
export function ReasonDialog(props: ReasonDialogProps) {
  const t = useText();
  const { title, okText, danger = false, pending, error, children, onOk, onClose } = props;
  const label = props.label ?? t('reason');
  const [reason, setReason] = useState('');
  const may = reason.trim() !== '' && !pending;
  const confirm = () => {
    if (may) onOk(reason.trim());
  };
  return (
    <Dialog
      title={title}
      okText={okText}
      danger={danger}
      ready={may}
      pending={pending}
      onOk={confirm}
      onClose={onClose}
    >
      <Flex vertical gap={8}>
        {children}
        <Input
          aria-label={label}
          placeholder={label}
          maxLength={200}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          onPressEnter={confirm}
        />
        <ErrorNotice error={error} />
      </Flex>
    </Dialog>
  );
}
