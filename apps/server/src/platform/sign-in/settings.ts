import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';

const PROPOSAL = '建议值；GB/T 22239-2019 8.1.4.1 要求口令复杂度、定期更换和超时退出，未规定数值';

/** How strict sign-in is at one institution. Decided by its security administrator. */
export const signInSettings = {
  passwordLength: setting({
    key: 'sign-in.password-length',
    shape: z.int().min(8).max(64),
    fallback: 10,
    title: { zh: '密码最少位数', en: 'Shortest password' },
    source: PROPOSAL,
  }),
  administratorPasswordLength: setting({
    key: 'sign-in.administrator-password-length',
    shape: z.int().min(8).max(64),
    fallback: 12,
    title: { zh: '管理员密码最少位数', en: 'Shortest password of an administrator' },
    source: PROPOSAL,
  }),
  passwordDays: setting({
    key: 'sign-in.password-days',
    shape: z.int().min(1).max(3650),
    fallback: 90,
    title: { zh: '密码有效天数', en: 'Days a password lasts' },
    source: PROPOSAL,
  }),
  administratorPasswordDays: setting({
    key: 'sign-in.administrator-password-days',
    shape: z.int().min(1).max(3650),
    fallback: 60,
    title: { zh: '管理员密码有效天数', en: "Days an administrator's password lasts" },
    source: PROPOSAL,
  }),
  rememberedPasswords: setting({
    key: 'sign-in.remembered-passwords',
    shape: z.int().min(0).max(24),
    fallback: 5,
    title: { zh: '不得重复使用的最近密码个数', en: 'Former passwords that may not come back' },
    source: PROPOSAL,
  }),
  idleMinutes: setting({
    key: 'sign-in.idle-minutes',
    shape: z.int().min(1).max(480),
    fallback: 30,
    title: { zh: '无操作自动退出（分钟）', en: 'Idle minutes until a session ends' },
    source: PROPOSAL,
  }),
  sessionHours: setting({
    key: 'sign-in.session-hours',
    shape: z.int().min(1).max(24),
    fallback: 12,
    title: { zh: '一次登录最长时间（小时）', en: 'Hours until a session ends whatever happens' },
    source: PROPOSAL,
  }),
  dormantDays: setting({
    key: 'sign-in.dormant-days',
    shape: z.int().min(7).max(3650),
    fallback: 90,
    title: { zh: '账户多少天未使用后停用', en: 'Days without use after which an account is closed' },
    source: PROPOSAL,
  }),
} as const;

/** The values that count at one institution. */
export interface SignInRules {
  readonly passwordLength: number;
  readonly administratorPasswordLength: number;
  readonly passwordDays: number;
  readonly administratorPasswordDays: number;
  readonly rememberedPasswords: number;
  readonly idleMinutes: number;
  readonly sessionHours: number;
  readonly dormantDays: number;
}

/**
 * When a lock falls. One rule for the installation and not one per institution: a name that no account has must be
 * locked exactly like one that has.
 */
export interface LockRule {
  readonly failures: number;
  readonly withinMinutes: number;
  readonly lockMinutes: number;
}
export const defaultLockRule: LockRule = { failures: 5, withinMinutes: 15, lockMinutes: 15 };
