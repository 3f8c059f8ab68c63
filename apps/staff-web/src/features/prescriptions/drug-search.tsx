import { keepPreviousData } from '@tanstack/react-query';
import { type FoundDrug, searchDrugs } from '@xinglin/server/contract/catalog';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Flex, Select, Tag } from 'antd';
import { type ComponentRef, useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

/** Finds a drug by any letters of its name; price, pack and marks stand beside it. */
export function DrugSearch({ onChoose }: { readonly onChoose: (drug: FoundDrug) => void }) {
  const t = useText();
  const box = useRef<ComponentRef<typeof Select>>(null);
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useAsk(searchDrugs, { q, limit: 15 }, { placeholderData: keepPreviousData, staleTime: 30_000 });
  useKeys([{ keys: 'Alt+Q', label: t('prescriptions.add-drug'), run: () => box.current?.focus() }]);
  const drugs = found.data?.drugs ?? [];
  return (
    <>
      <ErrorNotice error={found.error} />
      <Select
        ref={box as never}
        value={null}
        placeholder={t('prescriptions.find-drug')}
        style={{ width: '100%' }}
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
        defaultActiveFirstOption
        notFoundContent={found.isFetching ? null : t('prescriptions.no-drug')}
        options={drugs.map((drug) => ({
          value: drug.id,
          label: <DrugLine drug={drug} />,
          disabled: drug.price === undefined,
        }))}
        onSelect={(id: string | null) => {
          const chosen = drugs.find((drug) => drug.id === id);
          if (chosen) onChoose(chosen);
          setTyped('');
        }}
      />
    </>
  );
}

function DrugLine({ drug }: { readonly drug: FoundDrug }) {
  const t = useText();
  return (
    <Flex gap={8} align="center">
      <span style={{ flex: 1 }}>
        <b>{drug.name}</b> <span className="xl-dim">{drug.specification}</span>
      </span>
      {drug.essential && <Tag color="green">{t('prescriptions.essential')}</Tag>}
      {drug.antibioticTier && <Tag color="gold">{t(`prescriptions.tier.${drug.antibioticTier}`)}</Tag>}
      {drug.skinTest && <Tag color="purple">{t('prescriptions.skin-test')}</Tag>}
      <span className="xl-num">
        {drug.price
          ? t('prescriptions.price', {
              amount: drug.price.amount,
              unit: drug.price.basis === 'pack' ? drug.packUnit : drug.dispensingUnit,
            })
          : t('prescriptions.no-price')}
      </span>
    </Flex>
  );
}
