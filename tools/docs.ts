import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { madePages } from './made-pages.ts';

/** `npm run docs`: writes the pages that are made. */
const root = resolve(import.meta.dirname, '..');
for (const [path, content] of await madePages(root)) await writeFile(join(root, path), content);
