import type { RequestOf } from '@xinglin/kernel/operation';
import { returnReason, type Task, takeBack } from '@xinglin/server/contract/dispensing';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { App, Input, Modal, Radio, Select, Table } from 'antd';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { useText } from './text.ts';

type Line = RequestOf<typeof takeBack>['lines'][number];

/** Goods come back batch by batch; quarantine is the usual place, stock the exception. */
export function TakeBackDialog({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const [amounts, setAmounts] = useState<ReadonlyMap<string, string>>(new Map());
  const [to, setTo] = useState<'stock' | 'quarantine'>('quarantine');
  const [reason, setReason] = useState<RequestOf<typeof takeBack>['reason']>('adverse-reaction');
  const [note, setNote] = useState('');
  const taking = useAct(takeBack, {
    refreshes: ['dispensing.', 'stock.', 'charging.'],
    onDone: () => {
      void message.success(t('dispensing.taken-back'));
      onClose();
    },
  });
  const given = task.items.flatMap(({ itemId, drugName, unit, batches }) =>
    batches.map((batch) => ({ key: `${itemId}:${batch.batchId}`, itemId, drugName, unit, ...batch })),
  );
  const lines: Line[] = given.flatMap(({ key, itemId, batchId }) => {
    const quantity = amounts.get(key)?.trim() ?? '';
    return Number(quantity) > 0 ? [{ itemId, batchId, quantity, to }] : [];
  });
  return (
    <Modal
      open
      width={720}
      title={t('dispensing.take-back')}
      okText={t('dispensing.take-back')}
      cancelText={t('dispensing.cancel')}
      okButtonProps={{ danger: true, disabled: lines.length === 0 }}
      confirmLoading={taking.isPending}
      onCancel={onClose}
      onOk={() =>
        taking.mutate({ taskId: task.id, version: task.version, reason, lines, ...(note.trim() ? { note } : {}) })
      }
    >
      <Table
        size="small"
        rowKey="key"
        pagination={false}
        dataSource={given}
        columns={[
          { title: t('dispensing.drug'), dataIndex: 'drugName' },
          {
            title: t('dispensing.batches'),
            className: 'xl-num',
            render: (_, { batchNumber, expiresOn, quantity }) =>
              t('dispensing.batch', { number: batchNumber, expires: expiresOn, quantity }),
          },
          {
            title: t('dispensing.back-quantity'),
            width: 130,
            render: (_, { key, unit }) => (
              <Input
                className="xl-num"
                suffix={unit}
                value={amounts.get(key) ?? ''}
                onChange={({ target }) => setAmounts((known) => new Map(known).set(key, target.value))}
              />
            ),
          },
        ]}
      />
      <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
        <Radio.Group
          value={to}
          onChange={({ target }) => setTo(target.value as typeof to)}
          options={[
            { value: 'quarantine', label: t('dispensing.to-quarantine') },
            { value: 'stock', label: t('dispensing.to-stock') },
          ]}
        />
        <Select
          value={reason}
          onChange={setReason}
          options={returnReason.options.map((value) => ({ value, label: t(`dispensing.return-reason.${value}`) }))}
        />
        <Input
          maxLength={200}
          placeholder={t('dispensing.note')}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <ErrorNotice error={taking.error} />
      </div>
    </Modal>
  );
}
