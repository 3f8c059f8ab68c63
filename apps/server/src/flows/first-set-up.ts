import { DomainError } from '@xinglin/kernel/domain-error';
import { type DepartmentKind, readSetUp, type SetUpForm, setUp } from '#contract/institutions';
import type { AdministratorRole } from '#contract/staff';
import type { Institutions } from '#modules/institutions';
import type { Staff } from '#modules/staff';
import { type Context, platformActor } from '#platform/actor';
import type { AuditJournal } from '#platform/audit/journal';
import type { Db } from '#platform/database/db';
import type { Subscribers } from '#platform/events';
import { type DirectRoute, type Exchange, serveDirectly } from '#platform/http/direct';
import type { Accounts } from '#platform/sign-in/accounts';
import { type Enqueue, makeTx, type Tx } from '#platform/transaction';

export interface FirstSetUpNeeds {
  readonly db: Db;
  readonly audit: AuditJournal;
  readonly subscribers: Subscribers;
  readonly enqueue: Enqueue;
  readonly institutions: Pick<Institutions, 'anyExists' | 'createInstitution' | 'addSite' | 'addDepartment'>;
  readonly staff: Pick<Staff, 'addMember' | 'createAccountWith'>;
  readonly accounts: Pick<Accounts, 'checkPassword'>;
}

/** Two people filling in the page at once: the second waits here and then finds an institution. Any fixed number. */
const SET_UP_LOCK = 7_309_210_011;
const FIRST_INSTITUTION = 1;

/** What nearly every institution has; the manager changes it afterwards. */
const DEPARTMENTS: readonly { readonly code: string; readonly name: string; readonly kind: DepartmentKind }[] = [
  { code: 'REG', name: '挂号处', kind: 'registration' },
  { code: 'TRI', name: '分诊台', kind: 'triage' },
  { code: 'GEN', name: '全科门诊', kind: 'outpatient' },
  { code: 'TCM', name: '中医科', kind: 'outpatient' },
  { code: 'CASH', name: '收费处', kind: 'cashier' },
  { code: 'PHA', name: '药房', kind: 'pharmacy' },
  { code: 'LAB', name: '检验科', kind: 'laboratory' },
  { code: 'WARD', name: '住院部', kind: 'ward' },
  { code: 'PH', name: '公共卫生科', kind: 'public-health' },
  { code: 'OFF', name: '院办公室', kind: 'office' },
];

const ADMINISTRATORS = [
  { role: 'system-admin', field: 'systemAdministrator', code: 'A001' },
  { role: 'security-admin', field: 'securityAdministrator', code: 'A002' },
  { role: 'audit-admin', field: 'auditAdministrator', code: 'A003' },
] as const satisfies readonly { role: AdministratorRole; field: keyof SetUpForm; code: string }[];

/**
 * Makes the first institution of an empty installation with its main site, departments and three administrators: all
 * of it or nothing, and once. There is no sign-in yet, so whoever reaches the page first sets up; afterwards it is shut.
 */
export function firstSetUp(needs: FirstSetUpNeeds): DirectRoute[] {
  const isDone = () => needs.db.transaction('platform', needs.institutions.anyExists, { readOnly: true });
  return [
    serveDirectly(readSetUp, async () => ({ isDone: await isDone() })),
    serveDirectly(setUp, async (form, exchange) => {
      await inOneTransaction(needs, exchange, async (tx, context) => {
        await tx.run('select pg_advisory_xact_lock($1)', [SET_UP_LOCK]);
        if (await needs.institutions.anyExists(tx)) throw new DomainError('conflict', 'institutions.already-set-up');
        await build(needs, tx, form, context);
      });
      return { institutionId: FIRST_INSTITUTION };
    }),
  ];
}

async function build(needs: FirstSetUpNeeds, tx: Tx, form: SetUpForm, context: Context): Promise<void> {
  const { institutions, staff, accounts } = needs;
  await institutions.createInstitution(tx, form.institution, context);
  const { address } = form.institution;
  const site = await institutions.addSite(tx, { code: 'MAIN', name: '院本部', kind: 'main', address }, context);
  for (const [position, department] of DEPARTMENTS.entries()) {
    await institutions.addDepartment(tx, { ...department, siteId: site.id, position }, context);
  }
  for (const { role, field, code } of ADMINISTRATORS) {
    const { name, userName, password } = form[field];
    await accounts.checkPassword(tx, `${field}.password`, password, userName, true);
    const member = await staff.addMember(tx, { code, name }, context);
    await staff.createAccountWith(
      tx,
      { memberId: member.id, userName, password, mustChangePassword: true, grants: [{ role }] },
      context,
    );
  }
}

/** In the scope of the platform: the institution that the rows belong to is only being made. */
function inOneTransaction(
  { db, audit, subscribers, enqueue }: FirstSetUpNeeds,
  { now, requestId, clientAddress }: Exchange,
  work: (tx: Tx, context: Context) => Promise<void>,
): Promise<void> {
  const actor = platformActor(FIRST_INSTITUTION);
  const context: Context = { actor, now, requestId, clientAddress, sessionId: undefined };
  return db.transaction('platform', async (statements) => {
    const institutionId = FIRST_INSTITUTION;
    const { tx, flushTopics } = makeTx({ statements, institutionId, context, subscribers, enqueue });
    await work(tx, context);
    const entry = { institutionId, at: now, staffId: actor.staffId, accountId: actor.accountId, operation: setUp.name };
    await audit.append(statements, {
      ...entry,
      kind: 'command',
      persons: [],
      outcome: 'done',
      requestId,
      clientAddress,
    });
    await flushTopics();
  });
}
