export type { HeldType } from './definitions/held-types.ts';
export type { PutOptions, Stored } from './put.ts';
export { createRecord, type RecordNeeds, type RecordStore, type Version } from './record.ts';
export type { RecordTx } from './storage/rows.ts';
