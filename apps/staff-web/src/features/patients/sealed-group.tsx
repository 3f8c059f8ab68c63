import { Flex, Form, type FormInstance, Segmented } from 'antd';
import type { ReactNode } from 'react';
import type { PersonForm, SealedAct } from './demographics-model.ts';
import { useText } from './text.ts';

interface SealedGroupProps {
  readonly form: FormInstance<PersonForm>;
  readonly act: 'phoneAct' | 'addressAct' | 'contactAct';
  readonly label: string;
  /** What the screen may show of the stored value; undefined when nothing is stored. */
  readonly masked: string | undefined;
  /** The fields of a new value. */
  readonly children: ReactNode;
}

/** A hidden field: keep it unseen, write it anew, or take it away. An empty one is simply filled in. */
export function SealedGroup({ form, act, label, masked, children }: SealedGroupProps) {
  const t = useText();
  const chosen = Form.useWatch(act, form);
  const stored = form.getFieldValue(act) !== undefined && masked !== undefined;
  return (
    <Form.Item label={label} style={{ marginBottom: 6 }}>
      <Flex gap={8} align="center">
        <Form.Item name={act} noStyle hidden={!stored}>
          <Segmented<SealedAct>
            options={(['keep', 'change', 'remove'] as const).map((value) => ({
              value,
              label: t(`patients.sealed.${value}`),
            }))}
          />
        </Form.Item>
        {chosen === 'change' && children}
        {chosen !== 'change' && <span className="xl-num xl-dim">{masked}</span>}
      </Flex>
    </Form.Item>
  );
}
