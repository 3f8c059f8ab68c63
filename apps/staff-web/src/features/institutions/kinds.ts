export const kinds = [
  'township-health-centre',
  'community-health-service-centre',
  'village-clinic',
  'county-platform',
  'other',
] as const;

export const siteKinds = ['main', 'village-clinic', 'station'] as const;

export const departmentKinds = [
  'outpatient',
  'emergency',
  'fever-clinic',
  'pharmacy',
  'cashier',
  'registration',
  'triage',
  'laboratory',
  'imaging',
  'treatment',
  'ward',
  'public-health',
  'office',
] as const;
