import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'terminology.no-such-system': { zh: '没有代码表 {system}', en: 'There is no code system {system}.' },
  'terminology.too-long-to-list': {
    zh: '代码表 {system} 过长，请检索',
    en: 'Code system {system} is too long to list; search it.',
  },
} as const satisfies Messages;
