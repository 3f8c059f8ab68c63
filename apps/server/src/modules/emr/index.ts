export { createEmr, type Emr } from './emr.ts';
export * as emrSettings from './settings.ts';
