import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';

export const lateRefundLimit = setting({
  key: 'charging.late-refund-limit-fen',
  shape: z.int().min(0),
  fallback: 10_000,
  title: {
    zh: '跨日退费超过此金额（分）须主管权限',
    en: 'Refunds on a later day above this amount (fen) need a supervisor',
  },
  source: 'Domain rules of refunds: supervisor approval above a limit for cross-day refunds, a proposal',
});

export const paymentWaitMinutes = setting({
  key: 'charging.payment-wait-minutes',
  shape: z.int().min(1).max(60),
  fallback: 5,
  title: {
    zh: '刷卡支付等待时间（分钟），超时未付则关闭订单',
    en: 'Minutes to wait for a card payment before it is closed',
  },
  source: 'Domain rules of charging (a lock on payment pending must expire by itself, 5 to 15 minutes), a proposal',
});
