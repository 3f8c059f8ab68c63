import type { Bilingual } from '@xinglin/kernel/operation';
import type { ComponentType, ReactNode } from 'react';

/** Order of the groups in the menu. */
export const menuGroups = ['front-desk', 'clinic', 'pharmacy', 'finance', 'management'] as const;
export type MenuGroup = (typeof menuGroups)[number];

/** One route of the staff app, declared by its feature. */
export interface Screen {
  /** TanStack Router path, such as `/visits/$visitId`. */
  readonly path: `/${string}`;
  /** Loaded when first opened, so that the first screen stays small. */
  readonly load: () => Promise<{ readonly Screen: ComponentType }>;
  /** Hidden and refused without any one of these permissions; left out: any account. */
  readonly permissions?: readonly string[];
  /** `window`: inside the shell; `bare`: boards and print views, without menu and bars. */
  readonly frame?: 'window' | 'bare';
  readonly menu?: {
    readonly group: MenuGroup;
    readonly order: number;
    /** From the feature's message files. */
    readonly title: Bilingual;
    readonly icon: ReactNode;
  };
}

/** What a feature offers to the shell: its routes. */
export interface Feature {
  readonly screens: readonly Screen[];
}
