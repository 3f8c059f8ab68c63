import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referencePage } from '../apps/server/src/platform/config/reference.ts';

export interface Decision {
  readonly file: string;
  readonly number: number;
  /** What stands in front of the title, if it is a number. */
  readonly headed: number | undefined;
  readonly title: string;
}

/** The pages of `docs/decisions`, in the order of their file names. */
export async function decisionsOf(root: string): Promise<Decision[]> {
  const folder = join(root, 'docs', 'decisions');
  const files = (await readdir(folder)).filter((name) => name !== 'README.md').sort();
  return Promise.all(
    files.map(async (file) => {
      const [heading = ''] = (await readFile(join(folder, file), 'utf8')).split('\n', 1);
      const [, number, title = ''] = /^# (\d+)\. (.+)$/.exec(heading) ?? [];
      const headed = number === undefined ? undefined : Number(number);
      return { file, number: Number.parseInt(file, 10), headed, title };
    }),
  );
}

const indexOfDecisions = (decisions: readonly Decision[]): string =>
  [
    '# Decisions',
    '',
    '<!-- Made by `npm run docs` from the headings of the pages; a test keeps it up to date. -->',
    '',
    'One page each: what was decided, why, and which options lost. A page is not rewritten when a decision changes: a new one says what replaces it. The next page takes the next number.',
    '',
    ...decisions.map(({ file, number, title }) => `${number}. [${title}](${file})`),
    '',
  ].join('\n');

/** Pages that are made from the program and from other pages: path below the root → content. */
export async function madePages(root: string): Promise<Map<string, string>> {
  return new Map([
    ['docs/configuration.md', referencePage()],
    ['docs/decisions/README.md', indexOfDecisions(await decisionsOf(root))],
  ]);
}
