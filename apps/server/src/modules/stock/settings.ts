import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';

export const expiryWarningMonths = setting({
  key: 'stock.expiry-warning-months',
  shape: z.array(z.int().min(1).max(120)).min(1).max(6),
  fallback: [12, 6, 3, 1],
  title: { zh: '近效期预警（月）', en: 'Warn of expiry within (months)' },
  source: 'Domain rules of the stock model (near-expiry levels 12/6/3/1 months), a proposal',
});

export const minimumShelfLifeMonths = setting({
  key: 'stock.minimum-shelf-life-months',
  shape: z.int().min(0).max(60),
  fallback: 6,
  title: {
    zh: '入库时最短剩余效期（月），不足时提示',
    en: 'Shelf life expected at receipt (months), less is pointed out',
  },
  source: 'Domain rules of the stock model, from professional knowledge',
});
