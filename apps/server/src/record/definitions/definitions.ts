import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchDefinitions, StructureDefinitions } from './shapes.ts';

const read = <Content>(name: string): Content =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../generated', name), 'utf8')) as Content;

/** Structure of the held types, read once: together 360 kB of text. */
export const structures = read<StructureDefinitions>('structures.json');
export const searchDefinitions = read<SearchDefinitions>('search-parameters.json');

const codes = read<Readonly<Record<string, number>>>('type-codes.json');
const names = new Map(Object.entries(codes).map(([name, code]) => [code, name]));

/** Whether R4 has a resource type of this name, held here or not. */
export const isResourceType = (name: string): boolean => Object.hasOwn(codes, name);

/** Number of a resource type in the database. @throws Error for a name that is no R4 type. */
export function typeCode(name: string): number {
  const code = Object.hasOwn(codes, name) ? codes[name] : undefined;
  if (code === undefined) throw new Error(`${name} is not an R4 resource type`);
  return code;
}

export function typeName(code: number): string {
  const name = names.get(code);
  if (name === undefined) throw new Error(`no R4 resource type has the number ${code}`);
  return name;
}
