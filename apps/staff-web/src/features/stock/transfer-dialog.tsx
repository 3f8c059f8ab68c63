import { type BatchLine, type Location, transferGoods } from '@xinglin/server/contract/stock';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { App, Flex, Input } from 'antd';
import { useState } from 'react';
import { useAct } from '../../server-api.ts';
import { allAvailable, MoveLines, moveLinesOf } from './move-lines.tsx';
import { PlaceSelect } from './place-select.tsx';
import { useText } from './text.ts';

interface TransferProps {
  readonly place: Location;
  readonly locations: readonly Location[];
  readonly batches: readonly BatchLine[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** From the store to a pharmacy, into quarantine, or out of it once somebody has decided. */
export function TransferDialog({ place, locations, batches, onDone, onClose }: TransferProps) {
  const t = useText();
  const { message } = App.useApp();
  const others = locations.filter(({ id }) => id !== place.id);
  const home = others.find(({ quarantineId }) => quarantineId === place.id);
  const [to, setTo] = useState((home ?? others[0])?.id);
  const [amounts, setAmounts] = useState(() => allAvailable(batches));
  const [reason, setReason] = useState('');
  const lines = moveLinesOf(batches, amounts);
  const transfer = useAct(transferGoods, {
    refreshes: ['stock.'],
    onDone: () => {
      void message.success(t('stock.transferred', { count: batches.length }));
      onDone();
    },
  });
  const may = lines !== undefined && to !== undefined && !transfer.isPending;
  const save = () => {
    if (!may) return;
    transfer.mutate({
      fromLocationId: place.id,
      toLocationId: to,
      lines,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
  };
  return (
    <Dialog
      width={760}
      title={t('stock.transfer-title', { place: place.name })}
      okText={t('stock.transfer')}
      ready={may}
      pending={transfer.isPending}
      onOk={save}
      onClose={onClose}
    >
      <Flex vertical gap={8} onKeyDownCapture={enterMovesOn(save)}>
        <Flex gap={8} align="center">
          {t('stock.transfer-to')}
          <PlaceSelect locations={others} value={to} onChange={setTo} width={260} />
        </Flex>
        <MoveLines batches={batches} amounts={amounts} onChange={setAmounts} />
        <Input
          maxLength={200}
          placeholder={t('stock.transfer-reason')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <ErrorNotice error={transfer.error} />
      </Flex>
    </Dialog>
  );
}
