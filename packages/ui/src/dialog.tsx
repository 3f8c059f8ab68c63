import { Modal } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useFocusBack } from './focus-back.ts';
import { focusFirst } from './focus-first.ts';
import { useKeys } from './keys.tsx';
import { textsOf } from './texts.ts';

const useText = textsOf('ui.dialog', { cancel: '取消' }, { cancel: 'Cancel' });

interface DialogProps {
  readonly title: ReactNode;
  readonly okText: string;
  readonly cancelText?: string;
  readonly danger?: boolean;
  /** False while something is missing: the button rests, and so does its key. */
  readonly ready?: boolean;
  readonly pending?: boolean;
  readonly width?: number;
  /** Nothing to go back from: what it shows is shown once, and only its button closes it. */
  readonly onceOnly?: boolean;
  readonly children: ReactNode;
  readonly onOk: () => void;
  readonly onClose: () => void;
}

/**
 * A dialog worked by keyboard: the first field has the cursor, F9 does what its button says, Escape leaves it (or first
 * closes an open choice list), and the keys of the screen below rest meanwhile. Mount it only while it is open.
 */
export function Dialog(props: DialogProps) {
  const { title, okText, danger = false, ready = true, pending = false, width = 520, children, onOk, onClose } = props;
  const { onceOnly = false } = props;
  const t = useText();
  useFocusBack();
  const body = useRef<HTMLDivElement>(null);
  const cancelText = props.cancelText ?? t('cancel');
  const may = ready && !pending;
  useKeys([{ keys: 'F9', label: okText, disabled: !may, run: onOk }], { covers: true });
  return (
    <Modal
      open
      width={width}
      title={title}
      okText={okText}
      cancelText={cancelText}
      okButtonProps={{ danger, disabled: !may }}
      confirmLoading={pending}
      keyboard={!onceOnly}
      closable={!onceOnly}
      {...(onceOnly ? { cancelButtonProps: { style: { display: 'none' } }, mask: { closable: false } } : {})}
      afterOpenChange={(open) => open && focusFirst(body.current)}
      onOk={onOk}
      onCancel={onClose}
    >
      <div ref={body}>{children}</div>
    </Modal>
  );
}
