import { command, query } from '@xinglin/kernel/operation';
import { id, instant, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/**
 * How a person proves who they are. A sign-in may take several steps in one session: user name and password, then the
 * second factor, a new password, or the enrolment of a second factor. Only a session whose step is 'done' opens
 * anything else.
 */

/** What the person must do next. signed-out 未登录 · second-factor 输入动态码 · new-password 修改密码 · enrolment 绑定动态码 · done 已登录. */
export const signInStep = z.enum(['signed-out', 'second-factor', 'new-password', 'enrolment', 'done']);
export type SignInStep = z.infer<typeof signInStep>;

export const sessionView = z.object({
  step: signInStep,
  userName: z.string().optional(),
  displayName: z.string().optional(),
  hasSecondFactor: z.boolean().optional(),
  needsSecondFactor: z.boolean().optional(),
  /** When the session ends whatever happens; and after how many idle minutes it ends before that. */
  endsAt: instant.optional(),
  idleMinutes: z.int().optional(),
  passwordExpiresAt: instant.optional(),
});
export type SessionView = z.output<typeof sessionView>;

/** Never trimmed: a space is a character of a password like any other. */
const password = z.string().min(1, { error: 'input.required' }).max(200, { error: 'input.too-long' });
const oneTimeCode = z.string().trim().min(6, { error: 'sign-in.code-form' }).max(20, { error: 'sign-in.code-form' });

const common = { permission: 'public', person: 'none', idempotency: 'none' } as const;

export const readSession = query({
  name: 'sign-in.read-session',
  path: '/session',
  permission: 'public',
  summary: { zh: '当前登录状态', en: 'How far the sign-in has come' },
  input: z.object({}),
  output: sessionView,
  person: 'none',
});

export const beginSession = command({
  ...common,
  name: 'sign-in.begin-session',
  method: 'POST',
  path: '/session',
  summary: { zh: '登录', en: 'Sign in' },
  input: z.object({ userName: text(64), password }),
  output: sessionView,
});

export const endSession = command({
  ...common,
  name: 'sign-in.end-session',
  method: 'DELETE',
  path: '/session',
  summary: { zh: '退出登录', en: 'Sign out' },
  input: z.object({}),
  output: sessionView,
});

/** Six digits of the authenticator, or one of the backup codes. */
export const proveSecondFactor = command({
  ...common,
  name: 'sign-in.prove-second-factor',
  method: 'POST',
  path: '/session/second-factor',
  summary: { zh: '输入动态码', en: 'Prove the second factor' },
  input: z.object({ code: oneTimeCode }),
  output: sessionView,
});

/** Other sessions of the account end. */
export const changePassword = command({
  ...common,
  name: 'sign-in.change-password',
  method: 'POST',
  path: '/password',
  summary: { zh: '修改密码', en: 'Change the own password' },
  input: z.object({ currentPassword: password, newPassword: password }),
  output: sessionView,
});

/** Makes a new secret; nothing changes until it is confirmed with a code made from it. */
export const beginEnrolment = command({
  ...common,
  name: 'sign-in.begin-enrolment',
  method: 'POST',
  path: '/second-factor/enrolment',
  summary: { zh: '开始绑定动态码', en: 'Begin the enrolment of a second factor' },
  input: z.object({}),
  /** The secret in base 32 for typing, and as `otpauth:` address for a QR code. */
  output: z.object({ secret: z.string(), uri: z.string() }),
});

export const confirmEnrolment = command({
  ...common,
  name: 'sign-in.confirm-enrolment',
  method: 'POST',
  path: '/second-factor/confirmation',
  summary: { zh: '确认绑定动态码', en: 'Confirm the second factor' },
  input: z.object({ code: oneTimeCode }),
  /** The backup codes are shown this once. */
  output: z.object({ session: sessionView, backupCodes: z.array(z.string()) }),
});

export const renewBackupCodes = command({
  ...common,
  name: 'sign-in.renew-backup-codes',
  method: 'POST',
  path: '/second-factor/backup-codes',
  summary: { zh: '重新生成备用码', en: 'Make new backup codes' },
  input: z.object({ password }),
  output: z.object({ backupCodes: z.array(z.string()) }),
});

/** Administrators cannot do without. */
export const removeSecondFactor = command({
  ...common,
  name: 'sign-in.remove-second-factor',
  method: 'POST',
  path: '/second-factor/removal',
  summary: { zh: '解除动态码', en: 'Remove the second factor' },
  input: z.object({ password }),
  output: sessionView,
});

export const listSessions = query({
  name: 'sign-in.list-sessions',
  path: '/sessions',
  permission: 'signed-in',
  summary: { zh: '本人登录中的设备', en: 'List the own sessions' },
  input: z.object({}),
  output: z.object({
    sessions: z.array(
      z.object({
        id,
        isThis: z.boolean(),
        beganAt: instant,
        lastSeenAt: instant,
        clientAddress: z.string(),
        userAgent: z.string(),
      }),
    ),
  }),
  person: 'none',
});

export const endOwnSession = command({
  name: 'sign-in.end-own-session',
  method: 'DELETE',
  path: '/sessions/:sessionId',
  permission: 'signed-in',
  summary: { zh: '结束本人的一个登录', en: 'End one of the own sessions' },
  input: z.object({ sessionId: id }),
  output: z.object({ ended: z.boolean() }),
  person: 'none',
});
