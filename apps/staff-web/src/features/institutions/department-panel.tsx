import {
  addDepartment,
  addRoom,
  changeDepartment,
  changeRoom,
  type Department,
  listRooms,
  listSites,
  type Room,
} from '@xinglin/server/contract/institutions';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { SidePanel } from '@xinglin/ui/side-panel';
import { App, Button, Checkbox, Col, Divider, Flex, Form, Input, InputNumber, Row, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { departmentKinds } from './kinds.ts';
import { useText } from './text.ts';

interface DepartmentPanelProps {
  readonly department: Department | undefined;
  readonly onOpen: (departmentId: string) => void;
  readonly onClose: () => void;
}

export function DepartmentPanel({ department, onOpen, onClose }: DepartmentPanelProps) {
  const t = useText();
  return (
    <SidePanel
      size={620}
      title={department ? `${department.name} · ${department.siteName}` : t('institutions.department.new')}
      onClose={onClose}
    >
      <DepartmentForm department={department} onAdded={onOpen} />
      {department && <Rooms departmentId={department.id} />}
    </SidePanel>
  );
}

interface Typed {
  readonly siteId: string;
  readonly code: string;
  readonly name: string;
  readonly kind: Department['kind'];
  readonly position: number | null;
  readonly retired: boolean;
}

interface DepartmentFormProps {
  readonly department: Department | undefined;
  readonly onAdded: (departmentId: string) => void;
}

function DepartmentForm({ department, onAdded }: DepartmentFormProps) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const [error, setError] = useState<unknown>();
  const sites = useAsk(listSites, {}, { staleTime: 60_000 });
  const refreshes = ['institutions.'];
  const saved = () => void message.success(t('institutions.saved'));
  const add = useAct(addDepartment, {
    refreshes,
    onDone: ({ id }) => {
      saved();
      onAdded(id);
    },
  });
  const change = useAct(changeDepartment, { refreshes, onDone: saved });
  const pending = add.isPending || change.isPending;
  const save = async () => {
    if (pending) return;
    setError(undefined);
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const { retired, position, ...rest } = values;
    const request = { ...rest, position: position ?? 0 };
    try {
      if (department) await change.mutateAsync({ ...request, departmentId: department.id, retired });
      else await add.mutateAsync(request);
    } catch (refused) {
      if (!showFieldErrors(form, refused)) setError(refused);
    }
  };
  useKeys([{ keys: 'F9', label: t('institutions.save'), run: () => void save() }]);
  const required = [{ required: true, message: t('institutions.required') }];
  const siteList = (sites.data?.sites ?? []).filter(({ id, retired }) => !retired || id === department?.siteId);
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      initialValues={department ?? { kind: 'outpatient', position: 0, retired: false }}
      onKeyDownCapture={enterMovesOn(() => void save())}
    >
      <Row gutter={12}>
        <Col span={8}>
          <Form.Item name="code" label={t('institutions.field.code')} rules={required}>
            <Input maxLength={22} className="xl-num" />
          </Form.Item>
        </Col>
        <Col span={16}>
          <Form.Item name="name" label={t('institutions.field.name')} rules={required}>
            <Input maxLength={60} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="siteId" label={t('institutions.field.site')} rules={required}>
            <Select options={siteList.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        </Col>
        <Col span={8}>
          <Form.Item name="kind" label={t('institutions.field.kind')} rules={required}>
            <Select
              options={departmentKinds.map((value) => ({ value, label: t(`institutions.department-kind.${value}`) }))}
            />
          </Form.Item>
        </Col>
        <Col span={4}>
          <Form.Item name="position" label={t('institutions.field.position')}>
            <InputNumber min={0} max={10_000} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item name="retired" valuePropName="checked" hidden={department === undefined}>
        <Checkbox>{t('institutions.retired')}</Checkbox>
      </Form.Item>
      <ErrorNotice error={error ?? sites.error} />
      <Button type="primary" loading={pending} onClick={() => void save()}>
        {t('institutions.save')}
      </Button>
    </Form>
  );
}

/** Rooms are named on the waiting-room board and in the call. */
function Rooms({ departmentId }: { readonly departmentId: string }) {
  const t = useText();
  const [name, setName] = useState('');
  const rooms = useAsk(listRooms, { departmentId });
  const refreshes = ['institutions.list-rooms'];
  const add = useAct(addRoom, { refreshes, onDone: () => setName('') });
  const change = useAct(changeRoom, { refreshes });
  const save = () => {
    if (name.trim() && !add.isPending) add.mutate({ departmentId, name: name.trim() });
  };
  return (
    <>
      <Divider titlePlacement="start" plain>
        {t('institutions.rooms')}
      </Divider>
      <ErrorNotice error={rooms.error ?? add.error ?? change.error} onAgain={() => void rooms.refetch()} />
      <Table<Room>
        size="small"
        rowKey="id"
        showHeader={false}
        pagination={false}
        loading={rooms.isLoading}
        dataSource={rooms.data?.rooms ?? []}
        locale={{ emptyText: t('institutions.room.none') }}
        columns={[
          {
            render: (_, { name: known, retired }) => (
              <>
                {known} {retired && <Tag>{t('institutions.retired')}</Tag>}
              </>
            ),
          },
          {
            width: 90,
            render: (_, room) => (
              <Button
                size="small"
                type="link"
                danger={!room.retired}
                onClick={() => change.mutate({ roomId: room.id, name: room.name, retired: !room.retired })}
              >
                {t(room.retired ? 'institutions.bring-back' : 'institutions.retire')}
              </Button>
            ),
          },
        ]}
      />
      <Flex gap={8} style={{ marginTop: 8 }}>
        <Input
          style={{ width: 220 }}
          maxLength={40}
          placeholder={t('institutions.room.new')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={save}
        />
        <Button disabled={!name.trim()} loading={add.isPending} onClick={save}>
          {t('institutions.room.add')}
        </Button>
      </Flex>
    </>
  );
}
