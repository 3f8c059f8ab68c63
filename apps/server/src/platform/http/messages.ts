import type { Messages } from '@xinglin/kernel/messages';

/** Texts of refusals that happen before any operation runs. */
export const messages = {
  'platform.not-json': {
    zh: '请求内容须为 JSON（Content-Type: application/json）',
    en: 'The request must be JSON (Content-Type: application/json).',
  },
  'platform.body-too-large': { zh: '提交的内容过大', en: 'The request is too large.' },
  'platform.bad-json': { zh: '请求内容不是有效的 JSON', en: 'The request is not valid JSON.' },
  'platform.no-such-address': { zh: '地址不存在', en: 'There is nothing at this address.' },
  'platform.too-many-requests': {
    zh: '操作过于频繁，请 {seconds} 秒后再试',
    en: 'Too many requests. Try again in {seconds} seconds.',
  },
  'platform.foreign-request': {
    zh: '请求来源不被允许，请从本系统页面操作',
    en: 'This request does not come from our own pages.',
  },
  'platform.not-signed-in': { zh: '请先登录', en: 'Sign in first.' },
  'platform.too-many-live-connections': {
    zh: '打开的实时页面过多，请关闭一些窗口',
    en: 'Too many live pages are open; close some windows.',
  },
  'platform.not-public': { zh: '该地址不对外开放', en: 'This address is not public.' },
} as const satisfies Messages;
