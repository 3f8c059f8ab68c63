import { Flex, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import type { Field } from './setting-model.ts';
import { useText } from './text.ts';
import { useValueWords } from './value-words.tsx';

interface ValueFieldProps {
  readonly field: Field;
  readonly value: unknown;
  readonly label: string;
  readonly onChange: (value: unknown) => void;
}

/** Fills in a value of any shape that settings have. */
export function ValueField({ field, value, label, onChange }: ValueFieldProps) {
  const t = useText();
  const say = useValueWords();
  switch (field.kind) {
    case 'number':
      return (
        <InputNumber
          className="xl-num"
          style={{ width: 160 }}
          aria-label={label}
          value={typeof value === 'number' ? value : null}
          {...(field.min === undefined ? {} : { min: field.min })}
          {...(field.max === undefined ? {} : { max: field.max })}
          {...(field.whole ? { precision: 0 } : {})}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'switch':
      return (
        <Radio.Group
          value={value}
          onChange={({ target }) => onChange(target.value)}
          options={[
            { value: true, label: t('institutions.settings.yes') },
            { value: false, label: t('institutions.settings.no') },
          ]}
        />
      );
    case 'choice':
      return (
        <Select
          style={{ width: 220 }}
          aria-label={label}
          value={typeof value === 'string' ? value : null}
          options={field.choices.map((choice) => ({ value: choice, label: say(choice) }))}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'text':
      return (
        <Input
          className="xl-num"
          style={{ width: 220 }}
          aria-label={label}
          maxLength={200}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    case 'list':
      return <ListField field={field} value={value} label={label} onChange={onChange} />;
    case 'group':
      return (
        <Flex vertical gap={6}>
          {field.fields.map(([key, part]) => (
            <Flex key={key} gap={8} align="center">
              <span style={{ width: 110 }}>{say(key)}</span>
              <ValueField
                field={part}
                label={`${label} ${say(key)}`}
                value={(value as Readonly<Record<string, unknown>> | undefined)?.[key]}
                onChange={(next) => onChange({ ...(value as object), [key]: next })}
              />
            </Flex>
          ))}
        </Flex>
      );
    case 'json':
      return <JsonField value={value} label={label} onChange={onChange} />;
  }
}

interface ListFieldProps extends Omit<ValueFieldProps, 'field'> {
  readonly field: Extract<Field, { readonly kind: 'list' }>;
}

function ListField({ field: { of }, value, label, onChange }: ListFieldProps) {
  const t = useText();
  const say = useValueWords();
  const list = Array.isArray(value) ? value.map(String) : [];
  const numbers = of.kind === 'number';
  return (
    <Select
      mode={of.kind === 'choice' ? 'multiple' : 'tags'}
      size="middle"
      style={{ width: '100%' }}
      aria-label={label}
      placeholder={numbers ? t('institutions.settings.number-list') : undefined}
      value={list}
      options={of.kind === 'choice' ? of.choices.map((choice) => ({ value: choice, label: say(choice) })) : []}
      onChange={(next: string[]) => onChange(numbers ? next.map(Number) : next)}
    />
  );
}

/** For shapes without fields of their own. What is no JSON yet is no value. */
function JsonField({ value, label, onChange }: Omit<ValueFieldProps, 'field'>) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  return (
    <Input.TextArea
      className="xl-num"
      autoSize={{ minRows: 3, maxRows: 12 }}
      aria-label={label}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        try {
          onChange(JSON.parse(target.value));
        } catch {
          onChange(undefined);
        }
      }}
    />
  );
}
