import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Messages } from '@xinglin/kernel/messages';
import ts from 'typescript';
import { messagesOfApp } from './messages-of-app.ts';
import { messagesOfAll } from './platform/http/messages-of-all.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const CODE = /^[a-z][a-z-]*(\.[a-z0-9-]+)+$/;

interface Found {
  /** Codes that a refusal is made with, and where. */
  readonly raised: Map<string, string>;
  /** Every text that is a code by its form: whoever writes it down uses it. */
  readonly written: Set<string>;
  /** Codes put together at run time (`stock.${kind}-gone`), as patterns. */
  readonly patterns: RegExp[];
}

function sources(): string[] {
  return globSync(['apps/server/src/**/*.ts', 'packages/kernel/src/**/*.ts'], { cwd: root }).filter(
    (file) => !/\.test\.ts$|messages\.ts$|\/testing\/|\/generated\//.test(file),
  );
}

function scan(files: readonly string[]): Found {
  const found: Found = { raised: new Map(), written: new Set(), patterns: [] };
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(`${root}${file}`, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      note(node, file, found);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function note(node: ts.Node, file: string, found: Found): void {
  if (ts.isStringLiteralLike(node) && CODE.test(node.text)) found.written.add(node.text);
  if (ts.isTemplateExpression(node) && /^[a-z-]+\./.test(node.head.text)) {
    const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
    found.patterns.push(
      new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[a-z0-9-]+')}$`),
    );
  }
  for (const value of raisedBy(node)) {
    for (const code of textsIn(value)) if (CODE.test(code)) found.raised.set(code, file);
  }
}

/** The expressions that become the code of a refusal: of an error, of a field, of a shape. */
function raisedBy(node: ts.Node): ts.Expression[] {
  if (ts.isNewExpression(node) && node.expression.getText() === 'DomainError') return node.arguments?.slice(1, 2) ?? [];
  if (ts.isCallExpression(node) && node.expression.getText() === 'invalidField') return node.arguments.slice(1, 2);
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'error') return [node.initializer];
  return [];
}

/** Texts that an expression may turn out to be: itself, or either side of a choice. */
function textsIn(value: ts.Expression): string[] {
  if (ts.isStringLiteralLike(value)) return [value.text];
  if (ts.isConditionalExpression(value)) return [...textsIn(value.whenTrue), ...textsIn(value.whenFalse)];
  if (ts.isBinaryExpression(value)) return [...textsIn(value.left), ...textsIn(value.right)];
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value)) return textsIn(value.expression);
  return [];
}

const found = scan(sources());

test('the scan sees the sources', () => {
  assert.ok(found.raised.size > 50, `only ${found.raised.size} codes`);
  for (const code of ['sign-in.locked', 'platform.key-required', 'platform.step-not-allowed', 'input.id']) {
    assert.ok(found.raised.has(code), code);
  }
});

test('every code that is raised has its text in both languages', () => {
  const missing = [...found.raised]
    .filter(([code]) => !(code in messagesOfApp))
    .map(([code, file]) => `${code} (${file})`);
  assert.deepEqual(missing, []);
  const texts = Object.entries(messagesOfApp as Messages);
  const incomplete = texts.filter(([, { zh, en }]) => !/\p{Script=Han}/u.test(zh) || !/[a-z]/i.test(en));
  assert.deepEqual(
    incomplete.map(([code]) => code),
    [],
  );
});

test('both languages ask for the same facts', () => {
  const blanks = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort().join();
  const different = Object.entries(messagesOfApp as Messages).filter(([, { zh, en }]) => blanks(zh) !== blanks(en));
  assert.deepEqual(
    different.map(([code]) => code),
    [],
  );
});

test('no text is kept that nothing can say', () => {
  const isUsed = (code: string) => found.written.has(code) || found.patterns.some((pattern) => pattern.test(code));
  assert.deepEqual(
    Object.keys(messagesOfApp).filter((code) => !isUsed(code)),
    [],
  );
});

test('every messages file of the server is in the index', async () => {
  const files = globSync('apps/server/src/**/messages.ts', { cwd: root });
  assert.ok(files.length >= 10);
  for (const file of files) {
    const { messages } = (await import(pathToFileURL(`${root}${file}`).href)) as { messages: Messages };
    for (const code of Object.keys(messages)) assert.ok(code in messagesOfApp, `${code} of ${file}`);
  }
});

test('two owners of one code are refused', () => {
  const part = { 'a.b': { zh: '甲', en: 'a' } };
  assert.throws(() => messagesOfAll(part, part), /a\.b/);
});
