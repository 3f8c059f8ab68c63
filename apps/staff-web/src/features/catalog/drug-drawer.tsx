import { type Drug, getDrug, setDrugPrice, setDrugState } from '@xinglin/server/contract/catalog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { Button, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useAct, useAsk } from '../../server-api.ts';
import { useMe } from '../../shell/session.tsx';
import { ChangesPart } from './changes-part.tsx';
import { DrugFormPart } from './drug-form-part.tsx';
import { ItemDrawer } from './item-drawer.tsx';
import { PricesPart } from './prices-part.tsx';
import { StateDialog } from './state-dialog.tsx';
import { useText } from './text.ts';

interface DrugDrawerProps {
  /** Undefined for a new one. */
  readonly drugId: string | undefined;
  readonly onOpen: (drugId: string) => void;
  readonly onClose: () => void;
}

/** A drug product: its data, its prices, and who changed what. */
export function DrugDrawer({ drugId, onOpen, onClose }: DrugDrawerProps) {
  const t = useText();
  const found = useAsk(getDrug, { drugId: drugId ?? '' }, { enabled: drugId !== undefined });
  if (drugId === undefined) {
    const form = <DrugFormPart drug={undefined} onSaved={({ id }) => onOpen(id)} />;
    return (
      <ItemDrawer
        title={t('catalog.drug.new')}
        tabs={[{ key: 'data', label: t('catalog.tab.data'), children: form }]}
        onClose={onClose}
      />
    );
  }
  if (!found.data) {
    const waiting = found.error ? (
      <ErrorNotice error={found.error} onAgain={() => void found.refetch()} />
    ) : (
      <Skeleton active />
    );
    return (
      <ItemDrawer
        title=" "
        tabs={[{ key: 'wait', label: t('catalog.tab.data'), children: waiting }]}
        onClose={onClose}
      />
    );
  }
  return <KnownDrug key={drugId} known={found.data} onAgain={() => void found.refetch()} onClose={onClose} />;
}

interface KnownDrugProps {
  readonly known: {
    readonly drug: Drug;
    readonly prices: Parameters<typeof PricesPart>[0]['prices'];
    readonly decisions: Parameters<typeof PricesPart>[0]['decisions'];
    readonly changes: Parameters<typeof ChangesPart>[0]['changes'];
  };
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

function KnownDrug({ known: { drug, prices, decisions, changes }, onAgain, onClose }: KnownDrugProps) {
  const t = useText();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const refreshes = ['catalog.'];
  const setState = useAct(setDrugState, { refreshes, onDone: () => setAsking(false) });
  const setPrice = useAct(setDrugPrice, { refreshes });
  const retired = drug.state === 'retired';
  return (
    <>
      <ItemDrawer
        title={
          <>
            {drug.name} {drug.specification} {retired && <Tag variant="solid">{t('catalog.retired')}</Tag>}
          </>
        }
        extra={
          <Button danger={!retired} onClick={() => setAsking(true)}>
            {t(retired ? 'catalog.bring-back' : 'catalog.retire')}
          </Button>
        }
        // A new product without a price cannot be charged: that is what comes next.
        start={prices.length === 0 ? 'prices' : 'data'}
        onClose={onClose}
        tabs={[
          {
            key: 'data',
            label: t('catalog.tab.data'),
            children: <DrugFormPart key={drug.version} drug={drug} onSaved={onAgain} onAgain={onAgain} />,
          },
          {
            key: 'prices',
            label: t('catalog.tab.prices'),
            children: (
              <PricesPart
                prices={prices}
                decisions={decisions}
                units={{ unit: drug.dispensingUnit, pack: drug.packUnit, packSize: drug.packSize }}
                may={'catalog.set-prices' in me.permissions}
                pending={setPrice.isPending}
                error={setPrice.error}
                onSet={(decision, done) => setPrice.mutate({ drugId: drug.id, ...decision }, { onSuccess: done })}
              />
            ),
          },
          { key: 'changes', label: t('catalog.tab.changes'), children: <ChangesPart changes={changes} /> },
        ]}
      />
      {asking && (
        <StateDialog
          name={`${drug.name} ${drug.specification}`}
          retired={retired}
          pending={setState.isPending}
          error={setState.error}
          onOk={(reason) => setState.mutate({ drugId: drug.id, state: retired ? 'active' : 'retired', reason })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
