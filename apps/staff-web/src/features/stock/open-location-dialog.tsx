import { listDepartments } from '@xinglin/server/contract/institutions';
import { openLocation } from '@xinglin/server/contract/stock';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Form, Input, Radio, Select } from 'antd';
import { useAct, useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

interface Typed {
  readonly departmentId: string;
  readonly kind: 'store' | 'pharmacy';
  readonly name: string;
}

/** A drug store or a pharmacy's shelf of a department; its quarantine is opened with it. */
export function OpenLocationDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Typed>();
  const departments = useAsk(listDepartments, {}, { staleTime: 600_000 });
  const open = useAct(openLocation, { refreshes: ['stock.'], onDone: onClose });
  const save = async () => {
    const values = await form.validateFields().catch(() => undefined);
    if (values && !open.isPending) open.mutate(values);
  };
  const required = [{ required: true, message: t('stock.required') }];
  return (
    <Dialog
      title={t('stock.location.open')}
      okText={t('stock.save')}
      pending={open.isPending}
      onOk={() => void save()}
      onClose={onClose}
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'pharmacy' }}
        onKeyDownCapture={enterMovesOn(() => void save())}
      >
        <Form.Item name="departmentId" label={t('stock.department')} rules={required}>
          <Select
            autoFocus
            showSearch={{ optionFilterProp: 'find' }}
            options={(departments.data?.departments ?? [])
              .filter(({ retired }) => !retired)
              .map(({ id, name, siteName, initials }) => ({
                value: id,
                label: `${name}（${siteName}）`,
                find: `${name} ${initials}`,
              }))}
            onChange={(id: string) => {
              const chosen = departments.data?.departments.find((department) => department.id === id);
              if (chosen && !form.getFieldValue('name')) form.setFieldValue('name', chosen.name);
            }}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('stock.location.kind')}>
          <Radio.Group
            options={(['store', 'pharmacy'] as const).map((value) => ({ value, label: t(`stock.kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="name" label={t('stock.location.name')} rules={required} extra={t('stock.location.hint')}>
          <Input maxLength={60} />
        </Form.Item>
        <ErrorNotice error={open.error ?? departments.error} />
      </Form>
    </Dialog>
  );
}
