export type { HeldType } from './definitions/held-types.ts';
export type { PutOptions, Stored } from './put.ts';
export { createRecord, type RecordNeeds, type RecordStore, type SearchPage, type Version } from './record.ts';
export type { SearchParams } from './search/query.ts';
export type { RecordTx } from './storage/rows.ts';
