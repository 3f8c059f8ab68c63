import { lifeCycle } from '@xinglin/kernel/life-cycle';

/** A signed note is amended in place: the signed text before stays as a version. Void is the end. */
export const noteLife = lifeCycle({
  draft: { save: 'draft', sign: 'signed', void: 'void' },
  signed: { amend: 'signed', void: 'void' },
  void: {},
});

/** A request to amend a locked note. */
export const requestLife = lifeCycle({
  waiting: { approve: 'approved', refuse: 'refused' },
  approved: { use: 'used', expire: 'expired' },
  refused: {},
  used: {},
  expired: {},
});
