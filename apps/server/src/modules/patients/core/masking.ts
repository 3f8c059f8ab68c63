import { maskPhone } from '@xinglin/kernel/resident-id';
import type { Demographics } from '../contract.ts';

/** Region and village are shown; everything below is hidden. */
export function maskAddress(address: Demographics['address'], villageName: string | undefined): string | undefined {
  const shown = [address?.region, villageName].filter((part) => part !== undefined).join('');
  if (address?.detail === undefined) return shown === '' ? undefined : shown;
  return `${shown}***`;
}

/** The name of a contact is needed at the desk; the phone is masked. */
export function maskContact(contact: Demographics['contact']) {
  if (contact === undefined) return undefined;
  return {
    name: contact.name,
    ...(contact.relation === undefined ? {} : { relation: contact.relation }),
    ...(contact.phone === undefined ? {} : { phone: maskPhone(contact.phone) }),
  };
}
