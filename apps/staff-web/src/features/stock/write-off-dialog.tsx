import { type BatchLine, type Location, type WriteOffReason, writeOffGoods } from '@xinglin/server/contract/stock';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Alert, App, Flex, Input, Select } from 'antd';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { allAvailable, MoveLines, moveLinesOf } from './move-lines.tsx';
import { useText } from './text.ts';

interface WriteOffProps {
  readonly place: Location;
  readonly batches: readonly BatchLine[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const reasons = ['expired', 'damaged', 'recalled', 'returned-goods', 'other'] as const;

/** Goods that nobody may be given any more leave the books, with a reason that stays. */
export function WriteOffDialog({ place, batches, onDone, onClose }: WriteOffProps) {
  const t = useText();
  const { message } = App.useApp();
  const allExpired = batches.every(({ expiryLevel }) => expiryLevel === 'expired');
  const [reason, setReason] = useState<WriteOffReason>(
    allExpired ? 'expired' : place.kind === 'quarantine' ? 'returned-goods' : 'damaged',
  );
  const [note, setNote] = useState('');
  const [amounts, setAmounts] = useState(() => allAvailable(batches));
  const lines = moveLinesOf(batches, amounts);
  const writeOff = useAct(writeOffGoods, {
    refreshes: ['stock.'],
    onDone: () => {
      void message.success(t('stock.written-off', { count: batches.length }));
      onDone();
    },
  });
  const may = lines !== undefined && !writeOff.isPending && (reason !== 'other' || note.trim() !== '');
  const save = () => {
    if (!may) return;
    writeOff.mutate({ locationId: place.id, reason, lines, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <Dialog
      width={760}
      title={t('stock.write-off-title', { place: place.name })}
      okText={t('stock.write-off')}
      danger
      ready={may}
      pending={writeOff.isPending}
      onOk={save}
      onClose={onClose}
    >
      <Flex vertical gap={8} onKeyDownCapture={enterMovesOn(save)}>
        <Alert type="warning" showIcon title={t('stock.write-off-note')} />
        <Select
          aria-label={t('stock.reason')}
          value={reason}
          onChange={setReason}
          options={reasons.map((value) => ({ value, label: t(`stock.write-off-reason.${value}`) }))}
        />
        <MoveLines batches={batches} amounts={amounts} onChange={setAmounts} />
        <Input
          maxLength={200}
          placeholder={t(reason === 'other' ? 'stock.note-required' : 'stock.note')}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <ErrorNotice error={writeOff.error} />
      </Flex>
    </Dialog>
  );
}
