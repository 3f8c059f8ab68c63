import type { OutputOf } from '@xinglin/kernel/operation';
import type { FoundDrug } from '@xinglin/server/contract/catalog';
import { type Location, lowStock, setMinimum } from '@xinglin/server/contract/stock';
import { Dialog } from '@xinglin/ui/dialog';
import { enterMovesOn } from '@xinglin/ui/enter-moves-on';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Button, Flex, Input, Table } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { DrugSelect } from '../catalog/parts.ts';
import { packsText, readQuantity } from './quantity-words.ts';
import { useText } from './text.ts';

type Low = OutputOf<typeof lowStock>['drugs'][number];
/** Whose minimum is being set; the quantity in dispensing units as it stands. */
interface Setting {
  readonly drug?: Pick<FoundDrug, 'id' | 'name' | 'specification' | 'dispensingUnit'>;
  readonly minimum: string;
}

/** Drugs below the minimum that was set for them, the shortest first. */
export function LowPart({ place }: { readonly place: Location }) {
  const t = useText();
  const me = useMe();
  const [setting, setSetting] = useState<Setting>();
  const found = useAsk(lowStock, { locationId: place.id });
  const may = 'stock.manage' in me.permissions;
  useKeys([
    {
      keys: 'F2',
      label: t('stock.minimum.set'),
      disabled: !may,
      quiet: !may,
      run: () => setSetting({ minimum: '' }),
    },
  ]);
  return (
    <Flex vertical gap={8}>
      {may && (
        <Flex justify="end">
          <Button onClick={() => setSetting({ minimum: '' })}>{t('stock.minimum.set')}</Button>
        </Flex>
      )}
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
      <Table<Low>
        size="small"
        rowKey="drugId"
        loading={found.isLoading}
        pagination={false}
        scroll={{ y: 'calc(100vh - 260px)' }}
        dataSource={found.data?.drugs ?? []}
        locale={{ emptyText: t('stock.low.none') }}
        columns={[
          {
            title: t('stock.drug'),
            render: (_, { drugName, specification, manufacturer }) => (
              <>
                <b>{drugName}</b> {specification} <span className="xl-dim">{manufacturer}</span>
              </>
            ),
          },
          {
            title: t('stock.available'),
            width: 130,
            align: 'right',
            className: 'xl-num',
            render: (_, drug) => packsText(drug.available, drug),
          },
          {
            title: t('stock.minimum'),
            width: 130,
            align: 'right',
            className: 'xl-num',
            render: (_, drug) => packsText(drug.minimum, drug),
          },
          {
            title: t('stock.low.short'),
            width: 150,
            align: 'right',
            className: 'xl-num',
            render: (_, drug) => (
              <b className="xl-verdict-low">{t('stock.low.by', { amount: packsText(drug.short, drug) })}</b>
            ),
          },
          {
            width: 110,
            render: (_, { drugId, drugName, specification, dispensingUnit, minimum }) =>
              may && (
                <Button
                  size="small"
                  type="link"
                  onClick={() =>
                    setSetting({ drug: { id: drugId, name: drugName, specification, dispensingUnit }, minimum })
                  }
                >
                  {t('stock.minimum.change')}
                </Button>
              ),
          },
        ]}
      />
      {setting && <MinimumDialog place={place} start={setting} onClose={() => setSetting(undefined)} />}
    </Flex>
  );
}

interface MinimumProps {
  readonly place: Location;
  readonly start: Setting;
  readonly onClose: () => void;
}

/** The least that should be here. Zero ends the watch on the drug. */
function MinimumDialog({ place, start, onClose }: MinimumProps) {
  const t = useText();
  const [drug, setDrug] = useState(start.drug);
  const [minimum, setMinimumText] = useState(start.minimum);
  const set = useAct(setMinimum, { refreshes: ['stock.'], onDone: onClose });
  const read = readQuantity(minimum, { zero: true });
  const may = drug !== undefined && read !== undefined && !set.isPending;
  const save = () => {
    if (may) set.mutate({ locationId: place.id, drugId: drug.id, minimum: read });
  };
  return (
    <Dialog
      title={t('stock.minimum.title', { place: place.name })}
      okText={t('stock.save')}
      ready={may}
      pending={set.isPending}
      onOk={save}
      onClose={onClose}
    >
      <Flex vertical gap={8} onKeyDownCapture={enterMovesOn(save)}>
        {start.drug ? (
          <b>
            {start.drug.name} {start.drug.specification}
          </b>
        ) : (
          <DrugSelect placeholder={t('stock.find-drug')} onChoose={setDrug} {...(drug ? { chosen: drug } : {})} />
        )}
        <Input
          className="xl-num"
          inputMode="decimal"
          aria-label={t('stock.minimum')}
          prefix={t('stock.minimum')}
          suffix={drug?.dispensingUnit}
          value={minimum}
          onChange={({ target }) => setMinimumText(target.value)}
        />
        <span className="xl-dim">{t('stock.minimum.hint')}</span>
        <ErrorNotice error={set.error} />
      </Flex>
    </Dialog>
  );
}
