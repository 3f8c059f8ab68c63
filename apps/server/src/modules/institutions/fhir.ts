import type { Location, Organization } from '@medplum/fhirtypes';
import type { Department, Institution, Room, Site } from './contract.ts';

/** System of codes that an institution gives to its own parts. */
const OWN_CODES = 'urn:xinglin:institution-code';
/** GB 32100-2015. */
const SOCIAL_CREDIT_CODES = 'urn:oid:2.16.156.1.32100';
const KINDS = 'http://terminology.hl7.org/CodeSystem/organization-type';

const address = (text: string | undefined) => (text === undefined ? {} : { address: [{ text }] });

export const institutionResource = (institution: Institution): Organization => ({
  resourceType: 'Organization',
  id: institution.recordId,
  active: true,
  identifier: [
    { system: OWN_CODES, value: institution.code },
    ...(institution.socialCreditCode === undefined
      ? []
      : [{ system: SOCIAL_CREDIT_CODES, value: institution.socialCreditCode }]),
  ],
  type: [{ coding: [{ system: KINDS, code: 'prov' }], text: institution.kind }],
  name: institution.name,
  ...(institution.phone === undefined ? {} : { telecom: [{ system: 'phone', value: institution.phone }] }),
  ...address(institution.address),
});

export const departmentResource = (department: Department, institution: Institution): Organization => ({
  resourceType: 'Organization',
  id: department.id,
  active: !department.retired,
  identifier: [{ system: OWN_CODES, value: `${institution.code}-${department.code}` }],
  type: [{ coding: [{ system: KINDS, code: 'dept' }], text: department.kind }],
  name: department.name,
  partOf: { reference: `Organization/${institution.recordId}`, display: institution.name },
});

export const siteResource = (site: Site, institution: Institution): Location => ({
  resourceType: 'Location',
  id: site.id,
  status: site.retired ? 'inactive' : 'active',
  identifier: [{ system: OWN_CODES, value: `${institution.code}-${site.code}` }],
  name: site.name,
  mode: 'instance',
  ...(site.address === undefined ? {} : { address: { text: site.address } }),
  managingOrganization: { reference: `Organization/${institution.recordId}`, display: institution.name },
});

export const roomResource = (room: Room, department: Department): Location => ({
  resourceType: 'Location',
  id: room.id,
  status: room.retired ? 'inactive' : 'active',
  name: room.name,
  mode: 'instance',
  physicalType: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/location-physical-type', code: 'ro' }],
  },
  partOf: { reference: `Location/${department.siteId}`, display: department.siteName },
  managingOrganization: { reference: `Organization/${department.id}`, display: department.name },
});
