import type { z } from 'zod';
import type { Bilingual } from './operation.ts';

/**
 * A number or rule that an institution may change. The default stands until somebody decides otherwise;
 * `source` says where the default comes from.
 */
export interface Setting<Shape extends z.ZodType = z.ZodType> {
  readonly key: `${string}.${string}`;
  readonly shape: Shape;
  readonly fallback: z.output<Shape>;
  readonly title: Bilingual;
  readonly source: string;
}

export const setting = <Shape extends z.ZodType>(definition: Setting<Shape>): Setting<Shape> => definition;
export type SettingValue<S> = S extends Setting<infer Shape> ? z.output<Shape> : never;
