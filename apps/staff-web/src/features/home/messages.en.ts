import type { zh } from './messages.zh-CN.ts';

export const en = {
  'home.hello': 'Hello, {name}',
  'home.whole-institution': 'whole institution',
  'home.no-place': 'No work place has been given to this account; ask the security administrator',
} as const satisfies Record<keyof typeof zh, string>;
