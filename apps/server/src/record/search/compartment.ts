import type { Resource } from '@medplum/fhirtypes';
import { searchDefinitions } from '../definitions/definitions.ts';
import { type HeldType, heldTypes, isHeldType } from '../definitions/held-types.ts';
import type { TypeParameters } from '../parameters/parameters.ts';
import { referenceKind } from '../parameters/reference.ts';

/** Types that can belong to a patient's compartment, Patient first. */
export const compartmentTypes: readonly HeldType[] = [
  'Patient',
  ...heldTypes.filter((type) => type !== 'Patient' && isInCompartment(type)),
];

export function isInCompartment(type: string): boolean {
  return type === 'Patient' || (isHeldType(type) && (searchDefinitions.patientCompartment[type]?.length ?? 0) > 0);
}

/** Whether one of the compartment's reference parameters names the patient. */
export const inCompartment = (resource: Resource, patientId: string, { compartment }: TypeParameters): boolean =>
  resource.resourceType === 'Patient'
    ? resource.id === patientId
    : compartment.some(({ facets }) =>
        facets.some((facet) =>
          facet
            .walk(resource)
            .some((raw) => referenceKind.read(raw, facet).some((reference) => reference === `Patient/${patientId}`)),
        ),
      );
