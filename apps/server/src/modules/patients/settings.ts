import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';

export const likelyDuplicateScore = setting({
  key: 'patients.likely-duplicate-score',
  shape: z.int().min(1).max(200),
  fallback: 80,
  title: { zh: '建档查重：需确认的分值', en: 'Score from which registering asks about a duplicate' },
  source: 'Proposal: one name and one birth date agree (85 points)',
});

export const possibleDuplicateScore = setting({
  key: 'patients.possible-duplicate-score',
  shape: z.int().min(1).max(200),
  fallback: 60,
  title: { zh: '建档查重：提示的分值', en: 'Score from which a possible duplicate is shown' },
  source: 'Proposal: one name and one village agree (65 points)',
});

export const newbornDays = setting({
  key: 'patients.newborn-days',
  shape: z.int().min(1).max(365),
  fallback: 28,
  title: { zh: '按新生儿建档的最大日龄（天）', en: 'Oldest age for registering a newborn (days)' },
  source: 'The newborn period, up to 28 days; the limit as a rule of registration is a proposal',
});
