import type { Price } from '@xinglin/server/contract/catalog';
import { Tag } from 'antd';
import { useText } from './text.ts';

interface PriceWordsProps {
  readonly price: Price | undefined;
  readonly unit: string;
  readonly pack?: string;
}

/** "¥8.40/盒"; that no price is valid today is said, because such an item cannot be charged. */
export function PriceWords({ price, unit, pack = unit }: PriceWordsProps) {
  const t = useText();
  if (!price) return <Tag color="orange">{t('catalog.no-price')}</Tag>;
  return t('catalog.price-per', { amount: price.amount, unit: price.basis === 'pack' ? pack : unit });
}
