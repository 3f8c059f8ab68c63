import { join } from 'node:path';
import type { Config } from '../platform/config/options.ts';

/** Where the heads of the audit chain are written outside the database. */
export const anchorFileOf = (config: Pick<Config, 'data'>): string => join(config.data, 'audit', 'anchors.txt');
