import { addSite, changeSite, listSites, type Site } from '@xinglin/server/contract/institutions';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Checkbox, Flex, Form, Input, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { siteKinds } from './kinds.ts';
import { useText } from './text.ts';

/** Places of the institution: the main house, village clinics, stations. */
export function SitesPart() {
  const t = useText();
  const [open, setOpen] = useState<Site | 'new'>();
  const found = useAsk(listSites, {});
  useKeys([{ keys: 'F2', label: t('institutions.site.new'), run: () => setOpen('new') }]);
  return (
    <Flex vertical gap={8}>
      <Button type="primary" style={{ alignSelf: 'end' }} onClick={() => setOpen('new')}>
        {t('institutions.site.new')}
      </Button>
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <Table<Site>
        size="small"
        rowKey="id"
        loading={found.isLoading}
        pagination={false}
        scroll={{ y: 'calc(100vh - 250px)' }}
        dataSource={found.data?.sites ?? []}
        locale={{ emptyText: t('institutions.site.none') }}
        columns={[
          { title: t('institutions.field.code'), dataIndex: 'code', width: 140, className: 'xl-num' },
          {
            title: t('institutions.field.name'),
            render: (_, { name, retired }) => (
              <>
                <b>{name}</b> {retired && <Tag>{t('institutions.retired')}</Tag>}
              </>
            ),
          },
          {
            title: t('institutions.field.kind'),
            width: 140,
            render: (_, { kind }) => t(`institutions.site-kind.${kind}`),
          },
          { title: t('institutions.field.address'), dataIndex: 'address' },
          {
            width: 80,
            render: (_, site) => (
              <Button size="small" type="link" onClick={() => setOpen(site)}>
                {t('institutions.change')}
              </Button>
            ),
          },
        ]}
      />
      {open && <SiteDialog site={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Flex>
  );
}

interface Typed {
  readonly code: string;
  readonly name: string;
  readonly kind: Site['kind'];
  readonly address?: string;
  readonly retired: boolean;
}

function SiteDialog({ site, onClose }: { readonly site: Site | undefined; readonly onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<Typed>();
  const [error, setError] = useState<unknown>();
  const refreshes = ['institutions.'];
  const add = useAct(addSite, { refreshes, onDone: onClose });
  const change = useAct(changeSite, { refreshes, onDone: onClose });
  const pending = add.isPending || change.isPending;
  const save = async () => {
    if (pending) return;
    setError(undefined);
    const values = await form.validateFields().catch(() => undefined);
    if (!values) return;
    const { retired, address, ...rest } = values;
    const request = { ...rest, ...(address?.trim() ? { address: address.trim() } : {}) };
    try {
      if (site) await change.mutateAsync({ ...request, siteId: site.id, retired });
      else await add.mutateAsync(request);
    } catch (refused) {
      if (!showFieldErrors(form, refused)) setError(refused);
    }
  };
  const required = [{ required: true, whitespace: true, message: t('institutions.required') }];
  const main = site?.kind === 'main';
  return (
    <Dialog
      title={site ? site.name : t('institutions.site.new')}
      okText={t('institutions.save')}
      pending={pending}
      onOk={() => void save()}
      onClose={onClose}
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={site ?? { kind: 'village-clinic', retired: false }}
        onKeyDownCapture={enterMovesOn(() => void save())}
      >
        <Form.Item name="code" label={t('institutions.field.code')} rules={required}>
          <Input maxLength={22} className="xl-num" />
        </Form.Item>
        <Form.Item name="name" label={t('institutions.field.name')} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          name="kind"
          label={t('institutions.field.kind')}
          {...(main ? { extra: t('institutions.site.main-stays') } : {})}
        >
          <Select
            disabled={main}
            options={siteKinds.map((value) => ({
              value,
              label: t(`institutions.site-kind.${value}`),
              disabled: value === 'main',
            }))}
          />
        </Form.Item>
        <Form.Item name="address" label={t('institutions.field.address')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="retired" valuePropName="checked" hidden={site === undefined || main}>
          <Checkbox>{t('institutions.retired')}</Checkbox>
        </Form.Item>
        <ErrorNotice error={error} />
      </Form>
    </Dialog>
  );
}
