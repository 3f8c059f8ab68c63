import { roleNames } from '../modules/staff/contract.ts';
import { rowsOf } from './knowledge.ts';

/** One password for all demo accounts: everything behind it is made up. */
export const DEMO_PASSWORD = 'Apricot-2026-Demo';
/** The second factor of the three demo administrators, base 32: type it into any authenticator. */
export const DEMO_TOTP_SECRET = 'KNQXG2DFMQQGIZLNN4QHGZLDOJSXI43F';

/** What the start block prints: who can sign in, as what. */
export function demoAccountLines(): string[] {
  const people = rowsOf('person').map(
    ({ userName, name, role }) => `    ${userName.padEnd(10)} ${roleNames[role].zh}  ${roleNames[role].en}  ${name}`,
  );
  return [
    `示范账号（密码均为 ${DEMO_PASSWORD}）  Demo accounts (password of all: ${DEMO_PASSWORD})`,
    ...people,
    `    三位管理员的动态码密钥  Second factor of the three administrators: ${DEMO_TOTP_SECRET}`,
  ];
}
