import type { Location } from '@xinglin/server/contract/stock';
import { Select } from 'antd';
import { useText } from './text.ts';

interface PlaceSelectProps {
  readonly locations: readonly Location[];
  readonly value: string | undefined;
  readonly onChange: (id: string) => void;
  readonly width?: number;
}

export function PlaceSelect({ locations, value, onChange, width = 180 }: PlaceSelectProps) {
  const t = useText();
  return (
    <Select
      style={{ width }}
      aria-label={t('stock.location')}
      placeholder={t('stock.location')}
      value={value ?? null}
      onChange={(chosen) => chosen && onChange(chosen)}
      options={locations.map(({ id, name, kind }) => ({ value: id, label: `${name} · ${t(`stock.kind.${kind}`)}` }))}
    />
  );
}
