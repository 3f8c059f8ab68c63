import { newId } from '@xinglin/kernel/ids';
import type { OutputOf } from '@xinglin/kernel/operation';
import { readSettingValues } from '@xinglin/server/contract/institutions';
import { type Location, receiveGoods } from '@xinglin/server/contract/stock';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Card, Empty, Flex, Input, Popconfirm, type Select, Skeleton } from 'antd';
import { type ComponentRef, useRef, useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { DrugSelect } from '../catalog/parts.ts';
import { PlaceSelect } from './place-select.tsx';
import { ReceiptDone } from './receipt-done.tsx';
import { ReceiptLines } from './receipt-lines.tsx';
import { emptyReceipt, newLine, type Receipt, requestOf, totalCost, wrongFields } from './receipt-model.ts';
import { useText } from './text.ts';
import { useKept } from './use-kept.ts';
import { usePlace } from './use-place.ts';

type Answer = OutputOf<typeof receiveGoods>;

/** A delivery arrives: its head once, then line after line without leaving the keyboard. */
export function Screen() {
  const { place, locations, choose, error, isLoading, again } = usePlace();
  const t = useText();
  if (error) return <ErrorNotice error={error} onAgain={again} />;
  if (isLoading) return <Skeleton active />;
  // Nobody receives goods into a quarantine: what is doubtful comes in first and is moved there.
  const shelves = locations.filter(({ kind }) => kind !== 'quarantine');
  const shelf = shelves.find(({ id }) => id === place?.id) ?? shelves[0];
  if (!shelf) return <Empty description={t('stock.no-location')} />;
  return <ReceiptForm place={shelf} places={shelves} onPlace={choose} />;
}

interface ReceiptFormProps {
  readonly place: Location;
  readonly places: readonly Location[];
  readonly onPlace: (id: string) => void;
}

function ReceiptForm({ place, places, onPlace }: ReceiptFormProps) {
  const t = useText();
  const me = useMe();
  const box = useRef<ComponentRef<typeof Select>>(null);
  const [receipt, setReceipt, drop] = useKept<Receipt>(`xinglin.stock.receipt.${me.accountId}`, emptyReceipt);
  const [fresh, setFresh] = useState<string>();
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState<{ readonly answer: Answer; readonly receipt: Receipt }>();
  const settings = useAsk(readSettingValues, {}, { staleTime: 600_000 });
  const receive = useAct(receiveGoods, {
    refreshes: ['stock.'],
    onDone: (answer) => {
      setDone({ answer, receipt });
      setTried(false);
      drop();
    },
  });
  const request = requestOf(place.id, receipt);
  const save = () => {
    setTried(true);
    if (request && !receive.isPending) receive.mutate(request);
  };
  const change = (part: Partial<Receipt>) => setReceipt((now) => ({ ...now, ...part }));
  useKeys([{ keys: 'F9', label: t('stock.receipt.save'), disabled: receipt.lines.length === 0, run: save }]);
  const wrong = receipt.lines.filter((line) => wrongFields(line).length > 0).length;
  const months = settings.data?.values['stock.minimum-shelf-life-months'];
  if (done) return <ReceiptDone place={place} {...done} onNext={() => setDone(undefined)} />;
  return (
    <Card size="small" title={t('stock.receipt.title')}>
      <Flex vertical gap={8} onKeyDownCapture={enterMovesOn(() => box.current?.focus())}>
        <Flex gap={8} wrap>
          <PlaceSelect locations={places} value={place.id} onChange={onPlace} width={220} />
          <Input
            style={{ width: 220 }}
            maxLength={100}
            placeholder={t('stock.supplier')}
            value={receipt.supplier}
            onChange={({ target }) => change({ supplier: target.value })}
          />
          <Input
            style={{ width: 180 }}
            maxLength={60}
            placeholder={t('stock.receipt.document')}
            value={receipt.documentNumber}
            onChange={({ target }) => change({ documentNumber: target.value })}
          />
          <Input
            style={{ width: 260 }}
            maxLength={200}
            placeholder={t('stock.note')}
            value={receipt.note}
            onChange={({ target }) => change({ note: target.value })}
          />
        </Flex>
        <ReceiptLines
          lines={receipt.lines}
          fresh={fresh}
          showMissing={tried}
          shelfLifeMonths={typeof months === 'number' ? months : undefined}
          error={receive.error}
          onChange={(lines) => change({ lines })}
        />
        <DrugSelect
          box={box}
          autoFocus
          placeholder={t('stock.receipt.add')}
          onChoose={(drug) => {
            const key = newId();
            setFresh(key);
            change({ lines: [...receipt.lines, newLine(key, drug)] });
          }}
        />
      </Flex>
      <Flex gap={12} align="center" justify="end" style={{ marginTop: 10 }}>
        <span className="xl-grow">
          <ErrorNotice error={receive.error} />
          {tried && wrong > 0 && (
            <span className="xl-verdict-critical-low">{t('stock.receipt.wrong', { count: wrong })}</span>
          )}
        </span>
        <span className="xl-total">
          {t('stock.receipt.total', { count: receipt.lines.length, amount: totalCost(receipt.lines) })}
        </span>
        {receipt.lines.length > 0 && (
          <Popconfirm
            title={t('stock.receipt.clear-sure')}
            okText={t('stock.receipt.clear')}
            cancelText={t('stock.cancel')}
            onConfirm={drop}
          >
            <Button>{t('stock.receipt.clear')}</Button>
          </Popconfirm>
        )}
        <Button type="primary" disabled={receipt.lines.length === 0} loading={receive.isPending} onClick={save}>
          {t('stock.receipt.save')}
        </Button>
      </Flex>
    </Card>
  );
}
