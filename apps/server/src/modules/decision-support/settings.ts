import { type Setting, setting } from '@xinglin/kernel/setting';
import { z } from 'zod';
import { alertLevel, defaultPolicy } from './contract.ts';

const source = 'proposal of the domain rules for rational drug use (file 05), to be decided by the institution';
const years = z.int().min(0).max(120);

/** What an institution may decide about the checks. Read by whoever asks for a check and handed over as its policy. */
export const policySettings = {
  levelOf: setting({
    key: 'decision-support.alert-levels',
    shape: z.object({ contraindicated: alertLevel, major: alertLevel, moderate: alertLevel, minor: alertLevel }),
    fallback: defaultPolicy.levelOf,
    title: { zh: '各严重程度的提示级别', en: 'Level of alerts by severity' },
    source,
  }),
  pregnancyFromYears: setting({
    key: 'decision-support.pregnancy-from-years',
    shape: years,
    fallback: defaultPolicy.pregnancyFromYears,
    title: { zh: '询问妊娠状态的起始年龄', en: 'Age from which pregnancy is asked about' },
    source,
  }),
  pregnancyToYears: setting({
    key: 'decision-support.pregnancy-to-years',
    shape: years,
    fallback: defaultPolicy.pregnancyToYears,
    title: { zh: '询问妊娠状态的截止年龄', en: 'Age up to which pregnancy is asked about' },
    source,
  }),
  childWeightValidDays: setting({
    key: 'decision-support.child-weight-valid-days',
    shape: z.int().min(1).max(3_650),
    fallback: defaultPolicy.childWeightValidDays,
    title: { zh: '儿童体重有效天数', en: 'Days for which the weight of a child holds' },
    source,
  }),
  creatinineValidDays: setting({
    key: 'decision-support.creatinine-valid-days',
    shape: z.int().min(1).max(3_650),
    fallback: defaultPolicy.creatinineValidDays,
    title: { zh: '肌酐结果有效天数', en: 'Days for which a creatinine result holds' },
    source,
  }),
  blockDailyDoseAbove: setting({
    key: 'decision-support.block-daily-dose-above',
    shape: z.number().min(1).max(100),
    fallback: defaultPolicy.blockDailyDoseAbove,
    title: { zh: '日剂量超过最大量多少倍时拦截', en: 'Multiple of the maximum above which a daily dose is stopped' },
    source,
  }),
  unlistedRoute: setting({
    key: 'decision-support.unlisted-route',
    shape: alertLevel,
    fallback: defaultPolicy.unlistedRoute,
    title: { zh: '给药途径不在适用范围时', en: 'When a route is not listed for the drug' },
    source,
  }),
} satisfies Record<string, Setting>;
