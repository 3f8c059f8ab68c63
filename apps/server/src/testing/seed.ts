import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { prepareJobs } from '#platform/jobs/queue';
import { moduleOrder } from '../app.ts';
import { openClinic } from './open-clinic.ts';
import { seedInstitutions } from './seed-institutions.ts';
import { PRODUCT_FILES, seedProducts } from './seed-products.ts';

/** What the seeded rows and queues come from; module code behind it changes rows through migrations only. */
const SOURCES = [
  './seed.ts',
  './people.ts',
  './seed-institutions.ts',
  './seed-products.ts',
  '../app.ts',
  '../platform/jobs/house-jobs.ts',
  ...['diagnoses', 'code-tables', 'lab-tests'].map((name) => `../../../../knowledge/terminology/${name}.json`),
  ...PRODUCT_FILES,
];

/** Changes whenever what is seeded changes, so that the template is built anew. */
export async function seedFingerprint(): Promise<string> {
  const files = await Promise.all(SOURCES.map((name) => readFile(new URL(name, import.meta.url))));
  // The template has a queue for every kind of job.
  const jobs = await Promise.all(moduleOrder.map((name) => ifThere(`../modules/${name}/jobs.ts`)));
  return createHash('sha256')
    .update(Buffer.concat([...files, ...jobs]))
    .digest('hex');
}

async function ifThere(name: string): Promise<Buffer> {
  const file = new URL(name, import.meta.url);
  return existsSync(file) ? readFile(file) : Buffer.alloc(0);
}

/** Fills a migrated template: two institutions, their departments, and one person per role. */
export async function seedTemplate(connectionString: string): Promise<void> {
  const clinic = openClinic(connectionString);
  try {
    await prepareJobs(connectionString, clinic.app.jobs);
    await clinic.modules.terminology.load(clinic.db);
    await seedInstitutions(clinic);
    await seedProducts(clinic);
  } finally {
    await clinic.db.close();
  }
}
