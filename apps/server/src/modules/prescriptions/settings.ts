import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';

const LAW = '处方管理办法 (order no. 53 of 2007), through secondary sources';
const days = z.int().min(1).max(366);

export const maxKinds = setting({
  key: 'prescriptions.max-kinds',
  shape: z.int().min(1).max(30),
  fallback: 5,
  title: { zh: '每张处方药品种数上限', en: 'Most drugs on one prescription' },
  source: LAW,
});
export const maxDaysOrdinary = setting({
  key: 'prescriptions.max-days-ordinary',
  shape: days,
  fallback: 7,
  title: { zh: '普通处方用量上限（天）', en: 'Most days of an ordinary prescription' },
  source: LAW,
});
export const maxDaysEmergency = setting({
  key: 'prescriptions.max-days-emergency',
  shape: days,
  fallback: 3,
  title: { zh: '急诊处方用量上限（天）', en: 'Most days of an emergency prescription' },
  source: LAW,
});
export const maxDaysPaediatric = setting({
  key: 'prescriptions.max-days-paediatric',
  shape: days,
  fallback: 7,
  title: { zh: '儿科处方用量上限（天）', en: 'Most days of a paediatric prescription' },
  source: LAW,
});
export const longestDays = setting({
  key: 'prescriptions.longest-days',
  shape: days,
  fallback: 84,
  title: { zh: '任何理由不得超过的用量（天）', en: 'Days that no reason may exceed' },
  source: '长期处方管理规范(试行) 2021: 12 weeks, from knowledge',
});
export const signWithoutCheck = setting({
  key: 'prescriptions.sign-when-check-failed',
  shape: z.boolean(),
  fallback: false,
  title: { zh: '合理用药检查故障时仍可签署（处方标记为未检查）', en: 'Allow signing when the check is out of order' },
  source: 'proposal; the sheet is kept and printed as not checked',
});
export const supplyMarginDays = setting({
  key: 'prescriptions.supply-margin-days',
  shape: z.int().min(0).max(90),
  fallback: 7,
  title: { zh: '用药期结束后仍参与检查的天数', en: 'Days after the end of a supply for which a drug still counts' },
  source: 'proposal of the domain rules for rational drug use (file 05)',
});
export const reviewNeeded = setting({
  key: 'prescriptions.review-needed',
  shape: z.boolean(),
  fallback: true,
  title: { zh: '处方须经药师审核', en: 'A pharmacist reviews every prescription' },
  source: '药品管理法 art. 73',
});
