import type { BatchLine } from '@xinglin/server/contract/stock';
import { Tag } from 'antd';
import { urgencyColour, urgencyOf } from './expiry-words.ts';
import { useText } from './text.ts';

/** The last day of use with its warning in words; the colour only underlines it. */
export function ExpiryMark({ batch }: { readonly batch: Pick<BatchLine, 'expiresOn' | 'expiryLevel' | 'daysLeft'> }) {
  const t = useText();
  const { expiresOn, expiryLevel, daysLeft } = batch;
  const urgency = urgencyOf(expiryLevel);
  return (
    <>
      <span className="xl-num">{expiresOn}</span>{' '}
      {urgency === 'gone' && (
        <Tag color={urgencyColour.gone} variant="solid">
          {t('stock.expired', { days: -daysLeft })}
        </Tag>
      )}
      {urgency !== 'gone' && urgency !== 'none' && (
        <Tag color={urgencyColour[urgency]}>{t('stock.expires-within', { months: expiryLevel, days: daysLeft })}</Tag>
      )}
    </>
  );
}
