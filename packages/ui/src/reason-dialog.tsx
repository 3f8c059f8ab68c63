import { Flex, Input, type InputRef, Modal } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { ErrorNotice } from './error-text.tsx';
import { useFocusBack } from './focus-back.ts';
import { textsOf } from './texts.ts';

const useText = textsOf(
  'ui.reason',
  { cancel: '取消', reason: '原因（必填）' },
  { cancel: 'Cancel', reason: 'Reason (required)' },
);

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
  /** False while something else in the dialog is still missing. */
  readonly ready?: boolean;
  readonly onOk: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why before something that cannot be undone quietly. Enter confirms once there is a reason, Escape goes back. */
export function ReasonDialog(props: ReasonDialogProps) {
  const t = useText();
  useFocusBack();
  const { title, okText, danger = false, pending, error, children, ready = true, onOk, onClose } = props;
  const label = props.label ?? t('reason');
  const box = useRef<InputRef>(null);
  const [reason, setReason] = useState('');
  const may = ready && reason.trim() !== '' && !pending;
  const confirm = () => {
    if (may) onOk(reason.trim());
  };
  return (
    <Modal
      open
      title={title}
      okText={okText}
      cancelText={t('cancel')}
      okButtonProps={{ danger, disabled: !may }}
      confirmLoading={pending}
      onOk={confirm}
      onCancel={onClose}
      afterOpenChange={(open) => open && box.current?.focus()}
    >
      <Flex vertical gap={8}>
        {children}
        <Input
          ref={box}
          aria-label={label}
          placeholder={label}
          maxLength={200}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          onPressEnter={confirm}
        />
        <ErrorNotice error={error} />
      </Flex>
    </Modal>
  );
}
