import type { Price, PriceDecision } from '@xinglin/server/contract/catalog';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Alert, Button, DatePicker, Flex, Input, Radio, Table, Tag, Typography } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { readAmount, stateOn } from './price-model.ts';
import { useText } from './text.ts';

interface Decision {
  readonly amount: string;
  readonly basis: 'unit' | 'pack';
  readonly validFrom: string;
  readonly reason: string;
}

interface PricesProps {
  readonly prices: readonly Price[];
  readonly decisions: readonly PriceDecision[];
  /** `pack` only for drugs. */
  readonly units: { readonly unit: string; readonly pack?: string; readonly packSize?: string };
  readonly may: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSet: (decision: Decision, done: () => void) => void;
}

const stateColour = { past: 'default', now: 'green', coming: 'blue' } as const;

/** Which price holds when, and who decided it. A charged line keeps the price of its day. */
export function PricesPart({ prices, decisions, units, may, pending, error, onSet }: PricesProps) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const today = dayjs().format('YYYY-MM-DD');
  const per = (basis: Price['basis']) => (basis === 'pack' ? (units.pack ?? units.unit) : units.unit);
  useKeys([{ keys: 'F8', label: t('catalog.set-price'), disabled: !may, run: () => setAsking(true) }]);
  return (
    <Flex vertical gap={10}>
      {!prices.some((price) => stateOn(price, today) === 'now') && (
        <Alert type="warning" showIcon title={t('catalog.no-price-today')} />
      )}
      {may && (
        <Button type="primary" style={{ alignSelf: 'start' }} onClick={() => setAsking(true)}>
          {t('catalog.set-price')}
        </Button>
      )}
      <Table<Price>
        size="small"
        rowKey={({ validFrom, amount }) => `${validFrom}${amount}`}
        pagination={false}
        dataSource={[...prices].sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1))}
        locale={{ emptyText: t('catalog.no-price-yet') }}
        columns={[
          {
            title: t('catalog.price'),
            className: 'xl-num',
            render: (_, { amount, basis }) => <b>{t('catalog.price-per', { amount, unit: per(basis) })}</b>,
          },
          {
            title: t('catalog.unit-price'),
            className: 'xl-num',
            render: (_, { unitPrice }) => t('catalog.price-per', { amount: unitPrice, unit: units.unit }),
          },
          { title: t('catalog.valid-from'), dataIndex: 'validFrom', className: 'xl-num' },
          {
            title: t('catalog.valid-until'),
            className: 'xl-num',
            render: (_, { validUntil }) => validUntil ?? t('catalog.open-end'),
          },
          {
            render: (_, price) => {
              const state = stateOn(price, today);
              return <Tag color={stateColour[state]}>{t(`catalog.price-state.${state}`)}</Tag>;
            },
          },
        ]}
      />
      <Typography.Text strong>{t('catalog.decisions')}</Typography.Text>
      <Table<PriceDecision>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={[...decisions].sort((a, b) => (a.decidedAt < b.decidedAt ? 1 : -1))}
        locale={{ emptyText: t('catalog.no-price-yet') }}
        columns={[
          {
            title: t('catalog.decided-at'),
            width: 140,
            className: 'xl-num',
            render: (_, { decidedAt }) => dayjs(decidedAt).format('YYYY-MM-DD HH:mm'),
          },
          { title: t('catalog.decided-by'), dataIndex: 'decidedByName', width: 90 },
          {
            title: t('catalog.price'),
            width: 120,
            className: 'xl-num',
            render: (_, { amount, basis }) => t('catalog.price-per', { amount, unit: per(basis) }),
          },
          { title: t('catalog.valid-from'), dataIndex: 'validFrom', width: 100, className: 'xl-num' },
          { title: t('catalog.reason'), dataIndex: 'reason' },
        ]}
      />
      {asking && (
        <PriceDialog
          units={units}
          pending={pending}
          error={error}
          onSet={(decision) => onSet(decision, () => setAsking(false))}
          onClose={() => setAsking(false)}
        />
      )}
    </Flex>
  );
}

interface PriceDialogProps extends Pick<PricesProps, 'units' | 'pending' | 'error'> {
  readonly onSet: (decision: Decision) => void;
  readonly onClose: () => void;
}

function PriceDialog({ units, pending, error, onSet, onClose }: PriceDialogProps) {
  const t = useText();
  const today = dayjs();
  const [amount, setAmount] = useState('');
  const [basis, setBasis] = useState<'unit' | 'pack'>(units.pack ? 'pack' : 'unit');
  const [validFrom, setValidFrom] = useState(today);
  const [reason, setReason] = useState('');
  const read = readAmount(amount);
  const ready = read !== undefined && reason.trim() !== '';
  const save = () => {
    if (!ready || pending) return;
    onSet({ amount: read, basis, validFrom: validFrom.format('YYYY-MM-DD'), reason: reason.trim() });
  };
  return (
    <Dialog
      title={t('catalog.set-price')}
      okText={t('catalog.save')}
      ready={ready}
      pending={pending}
      onOk={save}
      onClose={onClose}
    >
      <Flex vertical gap={8} onKeyDownCapture={enterMovesOn(save)}>
        <Input
          className="xl-num"
          inputMode="decimal"
          prefix="¥"
          aria-label={t('catalog.price')}
          status={amount.trim() !== '' && read === undefined ? 'error' : ''}
          suffix={`/ ${basis === 'pack' ? units.pack : units.unit}`}
          value={amount}
          onChange={({ target }) => setAmount(target.value)}
        />
        {units.pack && units.pack !== units.unit && (
          <Radio.Group
            value={basis}
            onChange={({ target }) => setBasis(target.value as typeof basis)}
            options={[
              {
                value: 'pack',
                label: t('catalog.per-pack', { pack: units.pack, size: units.packSize ?? '', unit: units.unit }),
              },
              { value: 'unit', label: t('catalog.per-unit', { unit: units.unit }) },
            ]}
          />
        )}
        <Flex gap={8} align="center">
          {t('catalog.valid-from')}
          <DatePicker
            allowClear={false}
            format={['YYYY-MM-DD', 'YYYYMMDD']}
            value={validFrom}
            disabledDate={(day) => day.isBefore(today, 'day')}
            onChange={(day) => day && setValidFrom(day)}
          />
        </Flex>
        <Input
          maxLength={200}
          placeholder={t('catalog.price-reason')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <ErrorNotice error={error} />
      </Flex>
    </Dialog>
  );
}
