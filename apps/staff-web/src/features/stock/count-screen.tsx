import type { OutputOf } from '@xinglin/kernel/operation';
import { type BatchLine, countStock, type Location, listBatches } from '@xinglin/server/contract/stock';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { ReasonDialog } from '@xinglin/ui/reason-dialog';
import { Alert, Button, Card, Checkbox, Empty, Flex, Input, type InputRef, Popconfirm, Skeleton } from 'antd';
import { useCallback, useRef, useState } from 'react';
import { useAct, useAsk, useLive } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { type Counts, findingOf, linesOf, withCount } from './count-model.ts';
import { CountDone, CountTable } from './count-table.tsx';
import { PlaceSelect } from './place-select.tsx';
import { useText } from './text.ts';
import { useKept } from './use-kept.ts';
import { usePlace } from './use-place.ts';

/** What the operations take: batches listed at once, and lines of one count. */
const MOST_BATCHES = 500;
const MOST_LINES = 200;
const nothing: Counts = {};

/** Stocktake: walk along the shelf and type what is there. What nobody counted stays as it is. */
export function Screen() {
  const t = useText();
  const { place, locations, choose, error, isLoading, again } = usePlace();
  if (error) return <ErrorNotice error={error} onAgain={again} />;
  if (isLoading) return <Skeleton active />;
  if (!place) return <Empty description={t('stock.no-location')} />;
  return <Counting key={place.id} place={place} places={locations} onPlace={choose} />;
}

interface CountingProps {
  readonly place: Location;
  readonly places: readonly Location[];
  readonly onPlace: (id: string) => void;
}

function Counting({ place, places, onPlace }: CountingProps) {
  const t = useText();
  const me = useMe();
  const search = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [blind, setBlind] = useState(false);
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<OutputOf<typeof countStock>>();
  const [counts, setCounts, drop] = useKept(`xinglin.stock.count.${me.accountId}.${place.id}`, nothing);
  const found = useAsk(listBatches, { locationId: place.id, limit: MOST_BATCHES });
  useLive(['stock.balances'], ['stock.']);
  const post = useAct(countStock, {
    refreshes: ['stock.'],
    onDone: (answer) => {
      setAsking(false);
      setDone(answer);
      drop();
    },
  });
  const count = useCallback(
    (batch: BatchLine, value: string) => setCounts((now) => withCount(now, batch, value)),
    [setCounts],
  );
  const all = found.data?.batches ?? [];
  const lines = linesOf(counts);
  const findings = all.map((batch) => findingOf(batch, counts[batch.batchId]));
  const number = (finding: (typeof findings)[number]) => findings.filter((one) => one === finding).length;
  const stopped = number('moved') + number('unreadable');
  const ready = lines.length > 0 && lines.length <= MOST_LINES && stopped === 0;
  useKeys([
    { keys: 'F4', label: t('stock.search'), run: () => search.current?.focus({ cursor: 'all' }) },
    { keys: 'F9', label: t('stock.count.post'), disabled: !ready, run: () => setAsking(true) },
  ]);
  if (done) return <CountDone place={place} batches={all} answer={done} onNext={() => setDone(undefined)} />;
  const typed = text.trim().toLowerCase();
  const shown = all.filter(({ drugName, drugCode, batchNumber }) =>
    [drugName, drugCode, batchNumber].some((word) => word.toLowerCase().includes(typed)),
  );
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          <PlaceSelect locations={places} value={place.id} onChange={onPlace} width={220} />
          <Input
            ref={search}
            allowClear
            style={{ width: 220 }}
            placeholder={t('stock.count.filter')}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Checkbox checked={blind} onChange={({ target }) => setBlind(target.checked)}>
            {t('stock.count.blind')}
          </Checkbox>
        </Flex>
      }
      extra={
        <Flex gap={10} align="center">
          <span className="xl-num">
            {t('stock.count.progress', { counted: lines.length, all: all.length })}
            {!blind && `　${t('stock.count.differ', { gain: number('gain'), loss: number('loss') })}`}
          </span>
          {lines.length > 0 && (
            <Popconfirm
              title={t('stock.count.clear-sure')}
              okText={t('stock.count.clear')}
              cancelText={t('stock.cancel')}
              onConfirm={drop}
            >
              <Button>{t('stock.count.clear')}</Button>
            </Popconfirm>
          )}
          <Button type="primary" disabled={!ready} onClick={() => setAsking(true)}>
            {t('stock.count.post')}
          </Button>
        </Flex>
      }
    >
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      {found.data?.more && <Alert type="warning" showIcon title={t('stock.count.too-many', { count: MOST_BATCHES })} />}
      {lines.length > MOST_LINES && (
        <Alert type="warning" showIcon title={t('stock.count.too-many-lines', { count: MOST_LINES })} />
      )}
      {stopped > 0 && <Alert type="warning" showIcon title={t('stock.count.stopped', { count: stopped })} />}
      <CountTable batches={shown} loading={found.isLoading} counts={counts} blind={blind} onCount={count} />
      {asking && (
        <ReasonDialog
          title={t('stock.count.post-title', { place: place.name, count: lines.length })}
          label={t('stock.count.reason')}
          okText={t('stock.count.post')}
          pending={post.isPending}
          error={post.error}
          onOk={(reason) => post.mutate({ locationId: place.id, reason, lines })}
          onClose={() => {
            post.reset();
            setAsking(false);
          }}
        >
          <span>{t('stock.count.differ', { gain: number('gain'), loss: number('loss') })}</span>
        </ReasonDialog>
      )}
    </Card>
  );
}
