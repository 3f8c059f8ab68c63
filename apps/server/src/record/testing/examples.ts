import type { Observation, Patient } from '@medplum/fhirtypes';

/** A made-up person; the identity number has a right check character and belongs to nobody. */
export const zhangSanfeng: Patient = {
  resourceType: 'Patient',
  identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: '510101197001011238' }],
  name: [{ text: '张三丰', family: '张', given: ['三丰'] }],
  telecom: [{ system: 'phone', value: '13800001111' }],
  gender: 'male',
  birthDate: '1970-01-01',
};

export const person = (text: string, more: Partial<Patient> = {}): Patient => ({
  resourceType: 'Patient',
  name: [{ text }],
  gender: 'female',
  ...more,
});

/** One vital sign by its LOINC code. */
export const vitalSign = (patientId: string, code: string, value: number, at: string): Observation => ({
  resourceType: 'Observation',
  status: 'final',
  category: [
    {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/observation-category',
          code: 'vital-signs',
          display: 'Vital Signs',
        },
      ],
    },
  ],
  code: { coding: [{ system: 'http://loinc.org', code }] },
  subject: { reference: `Patient/${patientId}` },
  effectiveDateTime: at,
  valueQuantity: { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
});
