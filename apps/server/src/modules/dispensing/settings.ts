import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';

export const reviewBeforeCharging = setting({
  key: 'dispensing.review-before-charging',
  shape: z.boolean(),
  fallback: false,
  title: { zh: '先审方后收费', en: 'Review prescriptions before charging' },
  source: 'Both orders are in use in primary care; domain rules of prescription review leave it to the institution',
});

export const twoPersons = setting({
  key: 'dispensing.two-persons',
  shape: z.boolean(),
  fallback: false,
  title: { zh: '配药人与发药人须为两人', en: 'Preparing and handing out by two persons' },
  source:
    'Prescription comment item 1-3: two persons; one person on duty signs twice, which is usual in small pharmacies',
});

export const outlastCourse = setting({
  key: 'dispensing.batch-outlasts-course',
  shape: z.boolean(),
  fallback: true,
  title: { zh: '不发疗程内将到期的批次', en: 'Pass over batches that expire during the course' },
  source: 'Follows from never giving expired drugs; a proposal',
});

export const splitPackDays = setting({
  key: 'dispensing.split-pack-days',
  shape: z.int().min(1).max(365),
  fallback: 30,
  title: { zh: '拆零药品使用期限（天）', en: 'Days of use of goods from an opened pack' },
  source: 'Domain rules: labels of split packages carry an end of use; the number of days is a proposal',
});
