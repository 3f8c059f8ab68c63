import type { zh } from './messages.zh-CN.ts';

export const en = {
  'staff.house': 'The system',
  'staff.choose': 'Choose a person',
  'staff.choice': '{name} ({code})',
  'staff.choice-left': '{name} ({code}, left)',
  'staff.nobody-found': 'Nobody found',
  'staff.list-failed': 'The staff list could not be read',
} as const satisfies Record<keyof typeof zh, string>;
