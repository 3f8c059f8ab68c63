import { Modal, type ModalProps } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useFocusBack } from './focus-back.ts';
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
  readonly children: ReactNode;
  readonly onOk: () => void;
  readonly onClose: () => void;
}

const fields =
  'input:not([disabled]):not([type=hidden]):not([tabindex="-1"]), textarea:not([disabled]), [role=combobox]:not([disabled])';

/**
 * A dialog worked by keyboard: the first field has the cursor, F9 does what its button says, Escape leaves it (or first
 * closes an open choice list), and the keys of the screen below rest meanwhile. Mount it only while it is open.
 */
export function Dialog(props: DialogProps) {
  const { title, okText, danger = false, ready = true, pending = false, width = 520, children, onOk, onClose } = props;
  const t = useText();
  useFocusBack();
  const body = useRef<HTMLDivElement>(null);
  const cancelText = props.cancelText ?? t('cancel');
  const may = ready && !pending;
  useKeys([{ keys: 'F9', label: okText, disabled: !may, run: onOk }], { covers: true });
  const focusFirst: NonNullable<ModalProps['afterOpenChange']> = (open) => {
    if (!open) return;
    const all = [...(body.current?.querySelectorAll<HTMLElement>(fields) ?? [])].filter(
      (field) => field.offsetParent !== null,
    );
    const first = all[0];
    // Of a group of radio buttons the chosen one, as the Tab key does.
    const chosen =
      first instanceof HTMLInputElement && first.type === 'radio'
        ? all.find((field) => field instanceof HTMLInputElement && field.name === first.name && field.checked)
        : undefined;
    (chosen ?? first)?.focus();
  };
  return (
    <Modal
      open
      width={width}
      title={title}
      okText={okText}
      cancelText={cancelText}
      okButtonProps={{ danger, disabled: !may }}
      confirmLoading={pending}
      afterOpenChange={focusFirst}
      onOk={onOk}
      onCancel={onClose}
    >
      <div ref={body}>{children}</div>
    </Modal>
  );
}
