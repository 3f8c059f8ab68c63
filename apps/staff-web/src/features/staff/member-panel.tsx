import { addMember, changeMember, type MemberDetail, readMember } from '@xinglin/server/contract/staff';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { SidePanel } from '@xinglin/ui/side-panel';
import { Alert, App, Button, Col, Form, Input, Row, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { DepartmentSelect } from './department-select.tsx';
import { formOf, type MemberFormState, requestOf } from './member-form-model.ts';
import { PrescribingPart } from './prescribing-part.tsx';
import { useText } from './text.ts';

interface MemberPanelProps {
  /** Undefined for a new one. */
  readonly memberId: string | undefined;
  readonly onOpen: (memberId: string) => void;
  readonly onClose: () => void;
}

/** One member of the staff: data, prescribing rights, and leaving. */
export function MemberPanel({ memberId, onOpen, onClose }: MemberPanelProps) {
  const t = useText();
  const found = useAsk(readMember, { memberId: memberId ?? '' }, { enabled: memberId !== undefined });
  if (memberId === undefined) {
    return (
      <SidePanel title={t('staff.members.new')} size={640} onClose={onClose}>
        <MemberForm member={undefined} onSaved={({ id }) => onOpen(id)} />
      </SidePanel>
    );
  }
  if (!found.data) {
    return (
      <SidePanel title=" " size={640} onClose={onClose}>
        {found.error ? <ErrorNotice error={found.error} onAgain={() => void found.refetch()} /> : <Skeleton active />}
      </SidePanel>
    );
  }
  return <KnownMember member={found.data} onAgain={() => void found.refetch()} onClose={onClose} />;
}

interface KnownMemberProps {
  readonly member: MemberDetail;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

function KnownMember({ member, onAgain, onClose }: KnownMemberProps) {
  const t = useText();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  return (
    <SidePanel
      size={640}
      title={
        <>
          {member.name} <span className="xl-num xl-dim">{member.code}</span>{' '}
          {member.hasLeft && <Tag>{t('staff.left')}</Tag>}
        </>
      }
      extra={
        <Button danger={!member.hasLeft} onClick={() => setAsking(true)}>
          {t(member.hasLeft ? 'staff.come-back' : 'staff.leave')}
        </Button>
      }
      onClose={onClose}
    >
      <MemberForm key={member.id} member={member} onSaved={onAgain} />
      {'staff.grant-prescribing' in me.permissions && <PrescribingPart key={`p${member.id}`} member={member} />}
      {asking && <LeaveDialog member={member} onClose={() => setAsking(false)} />}
    </SidePanel>
  );
}

/** Leaving closes the account at once; coming back does not open it again. */
function LeaveDialog({ member, onClose }: { readonly member: MemberDetail; readonly onClose: () => void }) {
  const t = useText();
  const change = useAct(changeMember, { refreshes: ['staff.'], onDone: onClose });
  const { hasLeft } = member;
  return (
    <Dialog
      title={t(hasLeft ? 'staff.come-back-title' : 'staff.leave-title', { name: member.name })}
      okText={t(hasLeft ? 'staff.come-back' : 'staff.leave')}
      danger={!hasLeft}
      pending={change.isPending}
      onOk={() => change.mutate({ memberId: member.id, ...requestOf(formOf(member)), hasLeft: !hasLeft })}
      onClose={onClose}
    >
      <Alert type="warning" showIcon title={t(hasLeft ? 'staff.come-back-note' : 'staff.leave-note')} />
      <ErrorNotice error={change.error} />
    </Dialog>
  );
}

interface MemberFormProps {
  readonly member: MemberDetail | undefined;
  readonly onSaved: (member: MemberDetail) => void;
}

function MemberForm({ member, onSaved }: MemberFormProps) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<MemberFormState>();
  const [error, setError] = useState<unknown>();
  const saved = (now: MemberDetail) => {
    void message.success(t('staff.saved', { name: now.name }));
    // What was typed into the hidden fields is hidden again.
    form.setFieldsValue({ identityNumber: '', phone: '' });
    onSaved(now);
  };
  const add = useAct(addMember, { refreshes: ['staff.'], onDone: saved });
  const change = useAct(changeMember, { refreshes: ['staff.'], onDone: saved });
  const pending = add.isPending || change.isPending;
  const save = async () => {
    if (pending) return;
    setError(undefined);
    const valid = await form.validateFields().then(
      () => true,
      () => false,
    );
    if (!valid) return;
    const request = requestOf(form.getFieldsValue(true) as MemberFormState);
    try {
      if (member) await change.mutateAsync({ ...request, memberId: member.id, hasLeft: member.hasLeft });
      else await add.mutateAsync(request);
    } catch (refused) {
      if (!showFieldErrors(form, refused)) setError(refused);
    }
  };
  useKeys([{ keys: 'F9', label: t('staff.save'), run: () => void save() }]);
  const required = [{ required: true, whitespace: true, message: t('staff.required') }];
  return (
    <Form<MemberFormState>
      form={form}
      layout="vertical"
      initialValues={formOf(member)}
      onKeyDownCapture={enterMovesOn(() => void save())}
    >
      <Row gutter={12}>
        <Col span={8}>
          <Form.Item name="code" label={t('staff.field.code')} rules={required}>
            <Input maxLength={20} className="xl-num" />
          </Form.Item>
        </Col>
        <Col span={8}>
          <Form.Item name="name" label={t('staff.field.name')} rules={required}>
            <Input maxLength={50} />
          </Form.Item>
        </Col>
        <Col span={8}>
          <Form.Item name="title" label={t('staff.field.title')}>
            <Input maxLength={30} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="mainDepartmentId" label={t('staff.field.main-department')}>
            <DepartmentSelect />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item name="practiceNumber" label={t('staff.field.practice-number')}>
            <Input maxLength={30} className="xl-num" />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item
            name="identityNumber"
            label={t('staff.field.identity-number')}
            extra={member?.identityNumber && t('staff.kept', { masked: member.identityNumber })}
          >
            <Input maxLength={20} className="xl-num" autoComplete="off" />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item
            name="phone"
            label={t('staff.field.phone')}
            extra={member?.phone && t('staff.kept', { masked: member.phone })}
          >
            <Input maxLength={20} className="xl-num" autoComplete="off" />
          </Form.Item>
        </Col>
      </Row>
      <ErrorNotice error={error} />
      <Button type="primary" loading={pending} onClick={() => void save()}>
        {t('staff.save')}
      </Button>
    </Form>
  );
}
