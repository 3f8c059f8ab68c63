import { readResidentId } from '@xinglin/kernel/resident-id';
import { documentKind } from '@xinglin/server/contract/patients';
import { Form, Input, Select } from 'antd';
import { useText } from './text.ts';
import { useCodeWords } from './use-code-words.ts';

interface DocumentFieldsProps {
  /** Kinds that the person has already; each may be held once. */
  readonly held?: readonly string[];
  readonly required: boolean;
  readonly autoFocus?: boolean;
}

/** Kind and number of a document inside a form with the fields `kind` and `number`. */
export function DocumentFields({ held = [], required, autoFocus = false }: DocumentFieldsProps) {
  const t = useText();
  const codes = useCodeWords();
  const kind = Form.useWatch<string>('kind');
  const checkNumber = async (_: unknown, value?: string) => {
    if (kind !== 'resident-id' || !value) return;
    const read = readResidentId(value);
    if (!read.ok) throw new Error(t(`patients.number-fault.${read.fault}`));
  };
  return (
    <>
      <Form.Item name="kind" label={t('patients.document.kind')}>
        <Select
          autoFocus={autoFocus}
          options={documentKind.options.map((value) => ({
            value,
            label: codes.document(value),
            disabled: held.includes(value),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="number"
        label={t('patients.document.number')}
        dependencies={['kind']}
        validateTrigger="onBlur"
        rules={[
          ...(required ? [{ required: true, whitespace: true, message: t('patients.field.required') }] : []),
          { validator: checkNumber },
        ]}
      >
        <Input maxLength={40} className="xl-num" />
      </Form.Item>
    </>
  );
}
