import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { prepareJobs } from '#platform/jobs/queue';
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
  return createHash('sha256').update(Buffer.concat(files)).digest('hex');
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
