import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Folder of the content that is data; a file of it is named by its path below, with slashes. */
const FOLDER = new URL('../../../../../knowledge/', import.meta.url);

const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/**
 * What stands above the rows of every file.
 * - `certainty`: sourced (compared with a document) · mixed (`source` or the rows say which part) ·
 *   from-knowledge (professional knowledge, to be reviewed) · demo (made up).
 * - `notice`: what a person must know before relying on the content.
 */
export const knowledgeHead = z.strictObject({
  title: bilingual,
  source: z.string().min(1),
  version: z.string().regex(/^\d{4}\.\d{1,2}(\.\d+)?$/),
  certainty: z.enum(['sourced', 'mixed', 'from-knowledge', 'demo']),
  license: z.string().min(1).optional(),
  notice: bilingual.optional(),
});
export type KnowledgeHead = z.output<typeof knowledgeHead>;

export interface Knowledge<Row> extends KnowledgeHead {
  readonly file: string;
  readonly rows: readonly Row[];
  /** SHA-256 of the file: content that did not change need not be loaded again. */
  readonly contentHash: string;
}

/** A file under `knowledge/` that does not fit its schema. The server does not start with one. */
export class KnowledgeError extends Error {
  readonly file: string;
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    super(`knowledge/${file}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'KnowledgeError';
    this.file = file;
    this.faults = faults;
  }
}

/** More faults than this say nothing new. */
const MAX_FAULTS = 50;

/**
 * Reads and checks one file of `knowledge/`. Synchronous: content is read once, at start.
 * @throws KnowledgeError that names the file, the row (counted from 1, with its id, key or code) and the field.
 */
export function readKnowledge<Row extends z.ZodType>(file: string, row: Row): Knowledge<z.output<Row>> {
  let text: string;
  try {
    text = readFileSync(new URL(file, FOLDER), 'utf8');
  } catch (error) {
    throw new KnowledgeError(file, [`cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}`]);
  }
  return parseKnowledge(file, text, row);
}

/** The checking part of `readKnowledge`, on text. */
export function parseKnowledge<Row extends z.ZodType>(file: string, text: string, row: Row): Knowledge<z.output<Row>> {
  const whole = knowledgeHead.extend({ rows: z.array(row).min(1) });
  const content = parseJson(file, text);
  const parsed = whole.safeParse(content);
  if (!parsed.success) {
    const faults = parsed.error.issues.slice(0, MAX_FAULTS).map((issue) => describe(issue, content));
    throw new KnowledgeError(file, faults);
  }
  const contentHash = createHash('sha256').update(text).digest('hex');
  return { ...(parsed.data as KnowledgeHead & { rows: z.output<Row>[] }), file, contentHash };
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KnowledgeError(file, [`is not JSON: ${(error as Error).message}`]);
  }
}

function describe(issue: z.core.$ZodIssue, content: unknown): string {
  const [first, index, ...field] = issue.path;
  if (first !== 'rows' || typeof index !== 'number') return `${issue.path.join('.') || 'file'}: ${issue.message}`;
  const name = nameOfRow((content as { rows: unknown[] }).rows[index]);
  return `row ${index + 1}${name}, ${field.join('.') || 'row'}: ${issue.message}`;
}

function nameOfRow(row: unknown): string {
  if (typeof row !== 'object' || row === null) return '';
  const { id, key, code, zh } = row as Record<string, unknown>;
  const name = id ?? key ?? code ?? zh;
  return name === undefined ? '' : ` (${name})`;
}
