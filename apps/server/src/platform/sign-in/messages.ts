import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'sign-in.wrong': { zh: '用户名或密码不正确', en: 'User name or password is not right.' },
  'sign-in.locked': {
    zh: '连续输错次数过多，请 {minutes} 分钟后再试，或联系安全管理员解锁',
    en: 'Too many failures. Try again in {minutes} minutes, or ask the security administrator.',
  },
  'sign-in.disabled': {
    zh: '账户已停用，请联系安全管理员',
    en: 'The account is closed. Ask the security administrator.',
  },
  'sign-in.dormant': {
    zh: '账户已超过 {days} 天未使用，已停用，请联系安全管理员',
    en: 'The account was not used for {days} days and is closed. Ask the security administrator.',
  },
  'sign-in.no-rights': {
    zh: '账户没有任何岗位，请联系安全管理员',
    en: 'The account has no role. Ask the security administrator.',
  },
  'sign-in.session-ended': { zh: '登录已失效，请重新登录', en: 'Your session has ended. Sign in again.' },
  'sign-in.step-needed': { zh: '登录尚未完成（{step}）', en: 'The sign-in is not finished ({step}).' },
  'sign-in.wrong-step': { zh: '当前登录步骤不能进行此操作', en: 'This does not fit the present step of the sign-in.' },
  'sign-in.wrong-code': { zh: '动态码不正确或已使用', en: 'The code is not right or was used already.' },
  'sign-in.code-form': { zh: '请输入 6 位动态码或备用码', en: 'Enter the six digits or a backup code.' },
  'sign-in.wrong-password': { zh: '密码不正确', en: 'The password is not right.' },
  'sign-in.password-too-short': { zh: '密码至少 {min} 位', en: 'A password has at least {min} characters.' },
  'sign-in.password-too-plain': {
    zh: '密码须包含大写字母、小写字母、数字、符号中的至少三种',
    en: 'Use three of: capital letters, small letters, digits, other characters.',
  },
  'sign-in.password-has-user-name': { zh: '密码不能包含用户名', en: 'A password may not contain the user name.' },
  'sign-in.password-common': { zh: '密码过于常见，容易被猜中', en: 'This password is too easily guessed.' },
  'sign-in.password-used-before': {
    zh: '不能使用最近 {count} 次用过的密码',
    en: 'The last {count} passwords may not come back.',
  },
  'sign-in.user-name': {
    zh: '用户名须为 2–32 个字母、汉字、数字或 . _ -',
    en: 'A user name has 2 to 32 letters, digits, dots, underscores or hyphens.',
  },
  'sign-in.user-name-taken': { zh: '用户名已被使用', en: 'This user name is in use already.' },
  'sign-in.no-such-account': { zh: '账户不存在', en: 'There is no such account.' },
  'sign-in.no-such-session': { zh: '该登录不存在或已结束', en: 'There is no such session, or it has ended.' },
  'sign-in.already-enrolled': { zh: '已绑定动态码', en: 'A second factor is enrolled already.' },
  'sign-in.not-enrolled': { zh: '尚未绑定动态码', en: 'No second factor is enrolled.' },
  'sign-in.second-factor-stays': {
    zh: '管理员必须使用动态码',
    en: 'Administrators cannot do without a second factor.',
  },
} as const satisfies Messages;
