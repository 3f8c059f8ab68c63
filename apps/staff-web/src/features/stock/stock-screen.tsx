import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Card, Empty, Flex, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useLive } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { BatchesPart } from './batches-part.tsx';
import { LowPart } from './low-part.tsx';
import { OpenLocationDialog } from './open-location-dialog.tsx';
import { PlaceSelect } from './place-select.tsx';
import { useText } from './text.ts';
import { usePlace } from './use-place.ts';

/** What lies on the shelves of one location, and what runs short there. */
export function Screen() {
  const t = useText();
  const me = useMe();
  const { place, locations, choose, error, isLoading, again } = usePlace();
  const [view, setView] = useState<'batches' | 'low'>('batches');
  const [opening, setOpening] = useState(false);
  useLive(['stock.balances'], ['stock.']);
  useKeys([
    {
      keys: 'F6',
      label: t('stock.other-view'),
      run: () => setView((now) => (now === 'batches' ? 'low' : 'batches')),
    },
  ]);
  if (error) return <ErrorNotice error={error} onAgain={again} />;
  if (isLoading) return <Skeleton active />;
  const mayManage = 'stock.manage' in me.permissions;
  return (
    <Card
      size="small"
      title={
        <Flex gap={8} align="center">
          <PlaceSelect locations={locations} value={place?.id} onChange={choose} width={230} />
          <Segmented
            value={view}
            onChange={setView}
            options={[
              { value: 'batches', label: t('stock.view.batches') },
              { value: 'low', label: t('stock.view.low') },
            ]}
          />
        </Flex>
      }
      extra={mayManage && <Button onClick={() => setOpening(true)}>{t('stock.location.open')}</Button>}
    >
      {!place && <Empty description={t('stock.no-location')} />}
      {place && view === 'batches' && <BatchesPart key={place.id} place={place} locations={locations} />}
      {place && view === 'low' && <LowPart key={place.id} place={place} />}
      {opening && <OpenLocationDialog onClose={() => setOpening(false)} />}
    </Card>
  );
}
