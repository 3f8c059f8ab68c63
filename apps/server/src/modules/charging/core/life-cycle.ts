import { lifeCycle } from '@xinglin/kernel/life-cycle';

/** A charge line. `hold` is an electronic payment under way; a refund of a part leaves a new line for what is kept. */
export const chargeLife = lifeCycle({
  pending: { hold: 'paying', settle: 'settled', void: 'void' },
  paying: { settle: 'settled', release: 'pending' },
  settled: { refund: 'refunded' },
  refunded: {},
  void: {},
});

/**
 * A payment asked of the outside. It ends only when the provider has said what became of the money; `bounce` is money
 * taken for a bill that could not be settled.
 */
export const paymentLife = lifeCycle({
  asking: { approve: 'approved', decline: 'declined', lose: 'unknown', bounce: 'return-pending' },
  unknown: { approve: 'approved', decline: 'declined', lose: 'unknown', bounce: 'return-pending' },
  approved: {},
  declined: {},
  'return-pending': { return: 'returned' },
  returned: {},
});
