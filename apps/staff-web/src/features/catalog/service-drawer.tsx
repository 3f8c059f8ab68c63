import {
  createService,
  getService,
  type Service,
  searchServices,
  setServicePrice,
  setServiceState,
  updateService,
} from '@xinglin/server/contract/catalog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { showFieldErrors } from '@xinglin/ui/form-errors';
import { useKeys } from '@xinglin/ui/keys';
import { App, Button, Col, Form, Input, Row, Select, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { ChangesPart } from './changes-part.tsx';
import { ItemDrawer } from './item-drawer.tsx';
import { PricesPart } from './prices-part.tsx';
import {
  chargeCategories,
  formOf,
  requestOf,
  type ServiceForm,
  serviceCategories,
  usualCharge,
} from './service-form-model.ts';
import { StateDialog } from './state-dialog.tsx';
import { useText } from './text.ts';

interface ServiceDrawerProps {
  /** Undefined for a new one. */
  readonly serviceId: string | undefined;
  readonly onOpen: (serviceId: string) => void;
  readonly onClose: () => void;
}

/** A service: its data, its prices, and who changed what. */
export function ServiceDrawer({ serviceId, onOpen, onClose }: ServiceDrawerProps) {
  const t = useText();
  const found = useAsk(getService, { serviceId: serviceId ?? '' }, { enabled: serviceId !== undefined });
  if (serviceId !== undefined && found.data) {
    return <KnownService key={serviceId} known={found.data} onAgain={() => void found.refetch()} onClose={onClose} />;
  }
  const content =
    serviceId === undefined ? (
      <ServiceFormPart service={undefined} onSaved={({ id }) => onOpen(id)} />
    ) : found.error ? (
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
    ) : (
      <Skeleton active />
    );
  return (
    <ItemDrawer
      title={serviceId === undefined ? t('catalog.service.new') : ' '}
      tabs={[{ key: 'data', label: t('catalog.tab.data'), children: content }]}
      onClose={onClose}
    />
  );
}

interface KnownServiceProps {
  readonly known: {
    readonly service: Service;
    readonly prices: Parameters<typeof PricesPart>[0]['prices'];
    readonly decisions: Parameters<typeof PricesPart>[0]['decisions'];
    readonly changes: Parameters<typeof ChangesPart>[0]['changes'];
  };
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

function KnownService({ known: { service, prices, decisions, changes }, onAgain, onClose }: KnownServiceProps) {
  const t = useText();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const refreshes = ['catalog.'];
  const setState = useAct(setServiceState, { refreshes, onDone: () => setAsking(false) });
  const setPrice = useAct(setServicePrice, { refreshes });
  const retired = service.state === 'retired';
  return (
    <>
      <ItemDrawer
        title={
          <>
            {service.name} {retired && <Tag variant="solid">{t('catalog.retired')}</Tag>}
          </>
        }
        extra={
          <Button danger={!retired} onClick={() => setAsking(true)}>
            {t(retired ? 'catalog.bring-back' : 'catalog.retire')}
          </Button>
        }
        start={prices.length === 0 ? 'prices' : 'data'}
        onClose={onClose}
        tabs={[
          {
            key: 'data',
            label: t('catalog.tab.data'),
            children: <ServiceFormPart key={service.version} service={service} onSaved={onAgain} onAgain={onAgain} />,
          },
          {
            key: 'prices',
            label: t('catalog.tab.prices'),
            children: (
              <PricesPart
                prices={prices}
                decisions={decisions}
                units={{ unit: service.unit }}
                may={'catalog.set-prices' in me.permissions}
                pending={setPrice.isPending}
                error={setPrice.error}
                onSet={({ amount, validFrom, reason }, done) =>
                  setPrice.mutate({ serviceId: service.id, amount, validFrom, reason }, { onSuccess: done })
                }
              />
            ),
          },
          { key: 'changes', label: t('catalog.tab.changes'), children: <ChangesPart changes={changes} /> },
        ]}
      />
      {asking && (
        <StateDialog
          name={service.name}
          retired={retired}
          pending={setState.isPending}
          error={setState.error}
          onOk={(reason) => setState.mutate({ serviceId: service.id, state: retired ? 'active' : 'retired', reason })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface ServiceFormProps {
  readonly service: Service | undefined;
  readonly onSaved: (service: Service) => void;
  readonly onAgain?: () => void;
}

function ServiceFormPart({ service, onSaved, onAgain }: ServiceFormProps) {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<ServiceForm>();
  const [error, setError] = useState<unknown>();
  const saved = (now: Service) => {
    void message.success(t('catalog.saved', { name: now.name }));
    onSaved(now);
  };
  const create = useAct(createService, { refreshes: ['catalog.search'], onDone: saved });
  const update = useAct(updateService, { refreshes: ['catalog.search'], onDone: saved });
  const pending = create.isPending || update.isPending;
  const save = async () => {
    if (pending) return;
    setError(undefined);
    const valid = await form.validateFields().then(
      () => true,
      () => false,
    );
    if (!valid) return;
    const request = requestOf(form.getFieldsValue(true) as ServiceForm);
    try {
      if (service) await update.mutateAsync({ ...request, serviceId: service.id, version: service.version });
      else await create.mutateAsync(request);
    } catch (refused) {
      if (!showFieldErrors(form, refused)) setError(refused);
    }
  };
  useKeys([{ keys: 'F9', label: t('catalog.save'), run: () => void save() }]);
  return (
    <Form<ServiceForm>
      form={form}
      layout="vertical"
      initialValues={formOf(service)}
      onKeyDownCapture={enterMovesOn(() => void save())}
      onValuesChange={({ category }: Partial<ServiceForm>) =>
        category && form.setFieldValue('chargeCategory', usualCharge(category))
      }
    >
      <ServiceFields own={service?.code} />
      <ErrorNotice error={error} {...(onAgain ? { onAgain } : {})} />
      <Button type="primary" loading={pending} onClick={() => void save()}>
        {t('catalog.save')}
      </Button>
    </Form>
  );
}

function ServiceFields({ own }: { readonly own: string | undefined }) {
  const t = useText();
  const services = useAsk(searchServices, { all: true, limit: 200 }, { staleTime: 60_000 });
  const required = [{ required: true, whitespace: true, message: t('catalog.required') }];
  return (
    <Row gutter={12}>
      <Col span={8}>
        <Form.Item name="code" label={t('catalog.code')} rules={required}>
          <Input autoFocus maxLength={40} className="xl-num" />
        </Form.Item>
      </Col>
      <Col span={16}>
        <Form.Item name="name" label={t('catalog.field.name')} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
      </Col>
      <Col span={8}>
        <Form.Item name="category" label={t('catalog.field.category')}>
          <Select
            options={serviceCategories.map((value) => ({ value, label: t(`catalog.service-category.${value}`) }))}
          />
        </Form.Item>
      </Col>
      <Col span={8}>
        <Form.Item name="chargeCategory" label={t('catalog.field.chargeCategory')}>
          <Select options={chargeCategories.map((value) => ({ value, label: t(`catalog.charge.${value}`) }))} />
        </Form.Item>
      </Col>
      <Col span={8}>
        <Form.Item name="unit" label={t('catalog.field.unit')} rules={required}>
          <Input maxLength={10} />
        </Form.Item>
      </Col>
      <Col span={24}>
        <Form.Item name="english" label={t('catalog.field.english')}>
          <Input maxLength={200} />
        </Form.Item>
      </Col>
      <Col span={24}>
        <Form.Item name="covers" label={t('catalog.field.covers')} extra={t('catalog.covers-hint')}>
          <Select
            mode="multiple"
            size="middle"
            showSearch={{ optionFilterProp: 'label' }}
            options={(services.data?.services ?? [])
              .filter(({ code }) => code !== own)
              .map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))}
          />
        </Form.Item>
      </Col>
      <Col span={24}>
        <Form.Item name="note" label={t('catalog.field.note')}>
          <Input maxLength={500} />
        </Form.Item>
      </Col>
    </Row>
  );
}
