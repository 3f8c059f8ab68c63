import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';
import { sectionName } from './contract.ts';

const sections = z.array(sectionName).max(9);
const REQUIRED = '病历书写基本规范 (卫医政发〔2010〕11号), outpatient record';

export const requiredAtFirstVisit = setting({
  key: 'emr.required-at-first-visit',
  shape: sections,
  fallback: ['chiefComplaint', 'presentIllness', 'pastHistory', 'physicalExamination', 'auxiliaryResults', 'plan'],
  title: { zh: '初诊病历必填部分', en: 'Sections required at a first visit' },
  source: REQUIRED,
});

export const requiredAtReturnVisit = setting({
  key: 'emr.required-at-return-visit',
  shape: sections,
  fallback: ['chiefComplaint', 'presentIllness', 'physicalExamination', 'auxiliaryResults', 'plan'],
  title: { zh: '复诊病历必填部分', en: 'Sections required at a return visit' },
  source: REQUIRED,
});

export const lockAfterHours = setting({
  key: 'emr.lock-after-hours',
  shape: z.int().min(0).max(720),
  fallback: 24,
  title: { zh: '门诊病历签名后锁定时间（小时）', en: 'Hours after which a signed note is locked' },
  source: 'T/SHIA 009—2021 CFBB0203 (24 hours); as a setting a proposal',
});

export const approvalValidHours = setting({
  key: 'emr.approval-valid-hours',
  shape: z.int().min(1).max(720),
  fallback: 24,
  title: { zh: '病历修改审批的有效时间（小时）', en: 'Hours in which an approved amendment may be made' },
  source: 'Proposal: time-limited reopening of a locked note',
});

export const draftSavesKept = setting({
  key: 'emr.draft-saves-kept',
  shape: z.int().min(1).max(100),
  fallback: 20,
  title: { zh: '保留的草稿份数', en: 'Saves of a draft that are kept' },
  source: 'Proposal',
});
