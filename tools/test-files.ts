import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const PLACES = ['packages', 'apps', 'architecture', 'tools', 'bench'];

/** All unit, module, property and architecture tests; those of the tools that check the whole tree are apart. */
export async function testFiles(root: string): Promise<string[]> {
  const found = await Promise.all(PLACES.map((place) => filesBelow(root, place)));
  const all = found.flat();
  const unrunnable = all.filter((file) => file.endsWith('.test.tsx'));
  // Node removes types and nothing more; a test in a file with markup would silently never run.
  if (unrunnable.length > 0) throw new Error(`tests must be .ts, not .tsx: ${unrunnable.join(', ')}`);
  return all.filter((file) => file.endsWith('.test.ts') && !file.endsWith('static.test.ts')).sort();
}

/** Browser tests, end to end. */
export async function journeyFiles(root: string): Promise<string[]> {
  const all = await filesBelow(root, 'journeys');
  return all.filter((file) => file.endsWith('.journey.ts')).sort();
}

async function filesBelow(root: string, place: string): Promise<string[]> {
  const names = await readdir(join(root, place), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .map((name) => `${place}/${name.replaceAll('\\', '/')}`)
    .filter((name) => !/(^|\/)(node_modules|dist|canaries|generated)\//.test(name))
    .map((name) => join(root, name));
}
