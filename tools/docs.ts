import { writeFile } from 'node:fs/promises';
import { referencePage } from '../apps/server/src/platform/config/reference.ts';

/** Writes the pages that are made from the program itself. Run by `npm run docs`; tests keep them up to date. */
await writeFile(new URL('../docs/configuration.md', import.meta.url), referencePage());
