import { join, resolve } from 'node:path';
import { everyCore, runTests } from './run-tests.ts';

/** `npm run check`: type check, format, lint, unused code and architecture rules, without starting anything. */
const root = resolve(import.meta.dirname, '..');
const files = [join(root, 'tools', 'static.test.ts'), join(root, 'architecture', 'rules.test.ts')];
const passed = await runTests(
  [{ title: 'static checks', files, concurrency: everyCore }],
  new AbortController().signal,
);
process.exitCode = passed ? 0 : 1;
