import { maskPhone } from '@xinglin/kernel/resident-id';
import type { Demographics } from '../contract.ts';
import { maskAddress } from './masking.ts';

export interface Change {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

const fields = [
  'name',
  'sex',
  'bornOn',
  'bornOnIsEstimate',
  'bornAt',
  'phone',
  'ethnicity',
  'maritalStatus',
  'occupation',
  'workUnit',
  'paymentKind',
  'villageId',
  'address',
  'contact',
  'deceasedOn',
] as const satisfies readonly (keyof Demographics)[];

/** A field as the history shows it: masked like everywhere else, so that the history is no way around the mask. */
function shown(demographics: Demographics, field: (typeof fields)[number]): string | undefined {
  if (field === 'phone') return demographics.phone === undefined ? undefined : maskPhone(demographics.phone);
  if (field === 'address') return maskAddress(demographics.address, undefined);
  if (field === 'contact') {
    const { contact } = demographics;
    if (contact === undefined) return undefined;
    return [contact.name, contact.phone === undefined ? undefined : maskPhone(contact.phone)].filter(Boolean).join(' ');
  }
  const value = demographics[field];
  return value === undefined ? undefined : String(value);
}

/** What changed between two states; against nothing, every field that is set. A masked field may look unchanged. */
export function changesBetween(before: Demographics | undefined, after: Demographics): Change[] {
  return fields.flatMap((field) => {
    const raw = (state: Demographics | undefined) => JSON.stringify(state?.[field]);
    if (raw(before) === raw(after)) return [];
    const from = before && shown(before, field);
    const to = shown(after, field);
    return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}
