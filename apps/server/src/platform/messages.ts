import type { Messages } from '@xinglin/kernel/messages';

/** Texts of refusals that any operation can meet. */
export const messages = {
  'platform.unexpected': {
    zh: '系统出错，操作未生效，请重试；如仍失败请联系管理员',
    en: 'Something went wrong; nothing was changed. Try again or tell the administrator.',
  },
  'platform.invalid-input': {
    zh: '填写内容有误，请检查标出的项目',
    en: 'Some of the input is not valid; see the fields named.',
  },
  'platform.no-permission': {
    zh: '没有权限进行此操作（{permission}）',
    en: 'You do not have the permission {permission}.',
  },
  'platform.key-required': {
    zh: '缺少或错误的 Idempotency-Key',
    en: 'The Idempotency-Key header is missing or malformed.',
  },
  'platform.key-reused': {
    zh: '同一操作编号已用于另一操作',
    en: 'This idempotency key was already used for something else.',
  },
  'platform.answered-again': {
    zh: '同一操作编号重复提交，返回原结果',
    en: 'The same press came again and was given the earlier answer.',
  },
  'platform.step-not-allowed': {
    zh: '当前状态（{state}）不能进行该操作（{event}）',
    en: 'In state {state} the step {event} is not allowed.',
  },
  'platform.busy': { zh: '系统繁忙，请重试', en: 'The system is busy; try again.' },
  'input.required': { zh: '必填', en: 'Required.' },
  'input.type': { zh: '类型不正确', en: 'Wrong type.' },
  'input.choice': { zh: '不在可选范围内', en: 'Not one of the choices.' },
  'input.too-big': { zh: '数值过大或内容过长', en: 'Too large or too long.' },
  'input.too-small': { zh: '数值过小或内容过短', en: 'Too small or too short.' },
  'input.at-least': { zh: '不能小于 {limit}', en: 'Must be at least {limit}.' },
  'input.at-most': { zh: '不能大于 {limit}', en: 'Must be at most {limit}.' },
  'input.characters': { zh: '含有无法保存的字符', en: 'Holds characters that cannot be kept.' },
  'input.too-long': { zh: '内容过长', en: 'Too long.' },
  'input.unknown-field': { zh: '未知的项目', en: 'Unknown field.' },
  'input.invalid': { zh: '内容不正确', en: 'Not valid.' },
  'input.id': { zh: '编号格式不正确', en: 'Not an identifier.' },
  'input.instant': { zh: '时间不正确', en: 'Not a date and time.' },
  'input.date': { zh: '日期不正确', en: 'Not a date.' },
  'input.fen': { zh: '金额须为整数分', en: 'An amount must be whole fen.' },
  'input.decimal': { zh: '数值格式不正确', en: 'Not a plain decimal number.' },
  'input.positive': { zh: '须大于零', en: 'Must be greater than zero.' },
  'input.number': { zh: '须为数字', en: 'Must be a number.' },
} as const satisfies Messages;
