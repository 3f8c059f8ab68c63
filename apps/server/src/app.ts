import { fileURLToPath } from 'node:url';
import type { Clock } from '@xinglin/kernel/clock';
import { requireSoundAccess } from './access-of-app.ts';
import { fhirMount } from './fhir-mount.ts';
import { firstSetUp } from './flows/first-set-up.ts';
import { cancelGuard, finishGuard, outpatientVisit, refundGuard } from './flows/outpatient-visit.ts';
import { catalogRoutes, createCatalog } from './modules/catalog/index.ts';
import {
  type CardProvider,
  cardProviderFor,
  chargingJobs,
  chargingRoutes,
  createCharging,
  type RefundGuard,
} from './modules/charging/index.ts';
import { createDecisionSupport, readRuleFiles } from './modules/decision-support/index.ts';
import { createDispensing, dispensingRoutes } from './modules/dispensing/index.ts';
import { createEmr } from './modules/emr/index.ts';
import {
  createInstitutions,
  DEPARTMENTS_CHANNEL,
  institutionsRoutes,
  SETTINGS_CHANNEL,
} from './modules/institutions/index.ts';
import { createPatients, MERGES_CHANNEL } from './modules/patients/index.ts';
import { createPrescriptions, prescriptionsRoutes, readUsageCodes } from './modules/prescriptions/index.ts';
import { createStaff, STAFF_CHANNEL, type Staff, staffRoutes } from './modules/staff/index.ts';
import { createStock, stockRoutes } from './modules/stock/index.ts';
import { createTerminology, terminologyRoutes } from './modules/terminology/index.ts';
import { createVisits, type VisitGuard, visitsJobs, visitsRoutes } from './modules/visits/index.ts';
import { type AccessRules, loadAccess } from './platform/access/access-rules.ts';
import { verifyChain } from './platform/audit/chain.ts';
import type { AuditJournal } from './platform/audit/journal.ts';
import { auditRoutes } from './platform/audit/routes.ts';
import type { Vault } from './platform/crypto/vault.ts';
import type { Db } from './platform/database/db.ts';
import type { MigrationFolder } from './platform/database/migrate.ts';
import { type Subscription, subscribers } from './platform/events.ts';
import { houseTransaction } from './platform/house-transaction.ts';
import type { DirectRoute } from './platform/http/direct.ts';
import type { Mount } from './platform/http/server.ts';
import { houseJobs } from './platform/jobs/house-jobs.ts';
import type { JobHandler } from './platform/jobs/job.ts';
import type { Listener } from './platform/live/listener.ts';
import { operationRunner, type Route } from './platform/operations.ts';
import type { HashCost } from './platform/sign-in/password-hash.ts';
import { SESSIONS_CHANNEL } from './platform/sign-in/session-store.ts';
import type { LockRule } from './platform/sign-in/settings.ts';
import { createSignIn } from './platform/sign-in/sign-in.ts';
import type { Enqueue } from './platform/transaction.ts';
import { createRecord, type RecordStore } from './record/index.ts';
import { settingsOfApp } from './settings-of-app.ts';

/** What the composition root is given: the platform's open parts. */
export interface AppParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly audit: AuditJournal;
  /** Where the heads of the audit chain stand outside the database; without it a cut-off end is not noticed. */
  readonly anchorFile?: string;
  readonly enqueue: Enqueue;
  /** Hears other processes end sessions and decide settings; without it the database is asked each time. */
  readonly listener?: Listener | undefined;
  readonly lockRule?: LockRule;
  /** Hears of a fault that was caught and answered (a check that broke), to be logged; never with personal data. */
  readonly onFault?: (what: string, error: unknown) => void;
  /** Takes card payments; without it a simulator is started at the first one. */
  readonly cardProvider?: CardProvider;
  /** What hashing a password costs; tests make it cheap. */
  readonly hashCost?: HashCost;
}

/** What the parts of the application say to each other across processes; the listener must hear all of it. */
export const listenedChannels = [
  SESSIONS_CHANNEL,
  SETTINGS_CHANNEL,
  DEPARTMENTS_CHANNEL,
  STAFF_CHANNEL,
  MERGES_CHANNEL,
] as const;

/** Order of migrations; a test keeps it the same as `architecture/module-map.ts`, which the server may not import. */
export const moduleOrder = [
  'institutions',
  'staff',
  'terminology',
  'catalog',
  'patients',
  'visits',
  'emr',
  'decision-support',
  'stock',
  'prescriptions',
  'charging',
  'dispensing',
] as const;

const here = (folder: string): string => fileURLToPath(new URL(`./${folder}`, import.meta.url));

export const migrationFolders: readonly MigrationFolder[] = [
  { owner: 'platform', folder: here('platform/migrations') },
  { owner: 'record', folder: here('record/migrations') },
  ...moduleOrder.map((name) => ({ owner: name, folder: here(`modules/${name}/migrations`) })),
];

/** Operations and reactions that belong to no module: the platform's own, and those of a platform test. */
export interface Additions {
  readonly routes?: readonly Route[];
  readonly subscriptions?: readonly Subscription[];
  readonly jobs?: readonly JobHandler[];
}

/** Builds every module once and wires them: calls go down the arrows, news goes up as events. */
export function createApp(parts: AppParts, additions: Additions = {}) {
  const record = createRecord(parts);
  const access = loadAccess(here('../../../knowledge/access'));
  const { modules, signIn } = createModules({ ...parts, record, access });
  const routes: readonly Route[] = [
    // One line for each module.
    ...signIn.routes,
    ...auditRoutes(() => verifyChain(parts.db, parts.vault, parts.anchorFile)),
    ...institutionsRoutes(modules.institutions),
    ...staffRoutes(modules.staff),
    ...modules.patients.routes,
    ...visitsRoutes(modules.visits),
    ...terminologyRoutes(modules.terminology),
    ...catalogRoutes(modules.catalog),
    ...modules.emr.routes,
    ...stockRoutes(modules.stock),
    ...prescriptionsRoutes(modules.prescriptions),
    ...chargingRoutes(modules.charging),
    ...dispensingRoutes(modules.dispensing),
    ...(additions.routes ?? []),
  ];
  const subscriptions: readonly Subscription[] = [...outpatientVisit(modules), ...(additions.subscriptions ?? [])];
  const bySubscription = subscribers(subscriptions);
  const inHouse = houseTransaction({ ...parts, subscribers: bySubscription });
  const jobs: readonly JobHandler[] = [
    ...houseJobs(parts.db),
    ...visitsJobs({ db: parts.db, inHouse, visits: modules.visits }),
    // One line for each module with work that leaves the house.
    ...chargingJobs({
      institutions: modules.institutions,
      provider: parts.cardProvider ?? cardProviderFor({}),
      inHouse,
    }),
    ...(additions.jobs ?? []),
  ];
  const runner = operationRunner({ ...parts, subscribers: bySubscription });
  const directRoutes: readonly DirectRoute[] = [
    ...signIn.directRoutes,
    ...firstSetUp({ ...parts, ...modules, subscribers: bySubscription, accounts: signIn.accounts }),
  ];
  requireSoundAccess(
    access,
    [...routes, ...directRoutes].map(({ operation }) => operation),
  );
  const mounts: readonly Mount[] = [fhirMount({ ...parts, record, patients: modules.patients })];
  return { modules, record, signIn, access, routes, directRoutes, mounts, subscriptions, jobs, runner };
}

export type App = ReturnType<typeof createApp>;
export type Modules = App['modules'];

/** In the order of the map, so that every module finds those below it. */
function createModules(parts: AppParts & { readonly record: RecordStore; readonly access: AccessRules }) {
  const institutions = createInstitutions({ ...parts, settings: () => settingsOfApp });
  // Sign-in asks who is behind an account; staff, which knows, works with accounts: each finds the other when called.
  let staff: Staff;
  const signIn = createSignIn({
    ...parts,
    setting: institutions.setting,
    actorFor: (tx, accountId) => staff.actorFor(tx, accountId),
  });
  staff = createStaff({ ...parts, institutions, accounts: signIn.accounts });
  const terminology = createTerminology();
  const patients = createPatients({ ...parts, institutions });
  const catalog = createCatalog();
  // Filled by the modules above visits: what must be true before a visit may end or a registration be given back.
  const visitGuards: { readonly finish: VisitGuard[]; readonly cancel: VisitGuard[] } = { finish: [], cancel: [] };
  const visits = createVisits({ ...parts, institutions, staff, patients, catalog, guards: visitGuards });
  const emr = createEmr({ ...parts, institutions, patients, visits, terminology });
  const decisionSupport = createDecisionSupport({
    knowledge: readRuleFiles(),
    onFailure: (error) => parts.onFault?.('decision-support', error),
  });
  const stock = createStock({ ...parts, institutions, catalog });
  const prescriptions = createPrescriptions({
    ...parts,
    institutions,
    staff,
    patients,
    visits,
    emr,
    catalog,
    decisionSupport,
    stock,
    usage: readUsageCodes(),
  });
  const refundGuards: RefundGuard[] = [];
  const charging = createCharging({ ...parts, institutions, patients, visits, refundGuards });
  const dispensing = createDispensing({ ...parts, institutions, patients, prescriptions, catalog, stock });
  visitGuards.finish.push(finishGuard({ emr }));
  visitGuards.cancel.push(cancelGuard({ charging }));
  refundGuards.push(refundGuard({ dispensing, visits }));
  const modules = {
    institutions,
    staff,
    patients,
    visits,
    emr,
    catalog,
    terminology,
    decisionSupport,
    stock,
    prescriptions,
    charging,
    dispensing,
  };
  return { modules, signIn };
}
