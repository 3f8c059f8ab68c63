import { fileURLToPath } from 'node:url';
import type { Clock } from '@xinglin/kernel/clock';
import { catalogRoutes, createCatalog } from './modules/catalog/index.ts';
import { createTerminology, terminologyRoutes } from './modules/terminology/index.ts';
import type { AuditJournal } from './platform/audit/journal.ts';
import type { Vault } from './platform/crypto/vault.ts';
import type { Db } from './platform/database/db.ts';
import type { MigrationFolder } from './platform/database/migrate.ts';
import { type Subscription, subscribers } from './platform/events.ts';
import { houseJobs } from './platform/jobs/house-jobs.ts';
import type { JobHandler } from './platform/jobs/job.ts';
import { operationRunner, type Route } from './platform/operations.ts';
import type { Enqueue } from './platform/transaction.ts';
import { createRecord, type RecordStore } from './record/index.ts';

/** What the composition root is given: the platform's open parts. */
export interface AppParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly audit: AuditJournal;
  readonly enqueue: Enqueue;
}

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
  const modules = createModules({ ...parts, record });
  const routes: readonly Route[] = [
    // One line for each module: `...patientsRoutes(modules.patients),`
    ...terminologyRoutes(modules.terminology),
    ...catalogRoutes(modules.catalog),
    ...(additions.routes ?? []),
  ];
  const subscriptions: readonly Subscription[] = [
    // From flows: `...outpatientVisit(modules),`
    ...(additions.subscriptions ?? []),
  ];
  const jobs: readonly JobHandler[] = [
    ...houseJobs(parts.db),
    // One line for each module with work that leaves the house.
    ...(additions.jobs ?? []),
  ];
  const runner = operationRunner({ ...parts, subscribers: subscribers(subscriptions) });
  return { modules, record, routes, subscriptions, jobs, runner };
}

export type App = ReturnType<typeof createApp>;
export type Modules = App['modules'];

/** In the order of the map, so that every module finds those below it. */
function createModules(_parts: AppParts & { readonly record: RecordStore }) {
  const terminology = createTerminology();
  const catalog = createCatalog();
  return {
    catalog,
    terminology,
    // One line for each module: `const patients = createPatients({ ...parts, institutions });`
  };
}
