import type { zh } from './messages.zh-CN.ts';

export const en = {
  'catalog.no-drug': 'No drug found',
} as const satisfies Record<keyof typeof zh, string>;
