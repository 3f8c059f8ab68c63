import { keepPreviousData } from '@tanstack/react-query';
import { type FoundDrug, searchDrugs } from '@xinglin/server/contract/catalog';
import { useErrorText } from '@xinglin/ui/error-text';
import { useKeys } from '@xinglin/ui/keys';
import { Flex, Select, type SelectProps } from 'antd';
import { type ComponentRef, type RefObject, useDeferredValue, useRef, useState } from 'react';
import { useAsk } from '../../server-api.ts';
import { useText } from './text.ts';

interface DrugSelectProps {
  readonly placeholder: string;
  readonly onChoose: (drug: FoundDrug) => void;
  /** Shown until something else is chosen; the box is empty again after each choice when left out. */
  readonly chosen?: Pick<FoundDrug, 'id' | 'name' | 'specification'>;
  readonly onClear?: () => void;
  readonly width?: number | string;
  readonly hotkey?: string;
  readonly autoFocus?: boolean;
  /** For a form that comes back here after a line. */
  readonly box?: RefObject<ComponentRef<typeof Select> | null>;
}

/** A drug product by any letters of its name, pinyin, initials, code or barcode. */
export function DrugSelect(props: DrugSelectProps) {
  const { placeholder, onChoose, chosen, onClear, width = '100%', hotkey = 'Alt+Q', autoFocus = false } = props;
  const t = useText();
  const say = useErrorText();
  const own = useRef<ComponentRef<typeof Select>>(null);
  const box = props.box ?? own;
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useAsk(
    searchDrugs,
    { q, limit: 20, all: true },
    { placeholderData: keepPreviousData, staleTime: 30_000 },
  );
  useKeys([{ keys: hotkey, label: placeholder, run: () => box.current?.focus() }]);
  const drugs = found.data?.drugs ?? [];
  const options: SelectProps['options'] = drugs.map((drug) => ({
    value: drug.id,
    label: (
      <Flex gap={8}>
        <span style={{ flex: 1 }}>
          <b>{drug.name}</b> <span className="xl-dim">{drug.specification}</span>
        </span>
        <span className="xl-dim">{drug.manufacturer}</span>
      </Flex>
    ),
  }));
  return (
    <Select
      ref={box as never}
      autoFocus={autoFocus}
      value={chosen ? { value: chosen.id, label: `${chosen.name} ${chosen.specification}` } : null}
      labelInValue
      allowClear={onClear !== undefined}
      placeholder={`${placeholder}（${hotkey}）`}
      aria-label={placeholder}
      style={{ width }}
      popupMatchSelectWidth={520}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      defaultActiveFirstOption
      notFoundContent={found.error ? say(found.error) : found.isFetching ? null : t('catalog.no-drug')}
      options={options ?? []}
      onClear={onClear ?? (() => {})}
      onSelect={(choice: { value: string } | null) => {
        const drug = drugs.find(({ id }) => id === choice?.value);
        setTyped('');
        if (drug) onChoose(drug);
      }}
    />
  );
}
