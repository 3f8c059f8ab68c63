/** Who may call whom. Add the arrow here first; the reviewer reads this file. Order = order of migrations. */
export const moduleMap = {
  institutions: [],
  staff: ['institutions'],
  terminology: [],
  catalog: ['institutions'],
  patients: ['institutions'],
  visits: ['institutions', 'staff', 'patients', 'catalog'],
  emr: ['institutions', 'staff', 'patients', 'visits', 'terminology'],
  'decision-support': [],
  stock: ['institutions', 'catalog'],
  prescriptions: ['institutions', 'staff', 'patients', 'visits', 'emr', 'catalog', 'decision-support', 'stock'],
  charging: ['institutions', 'staff', 'patients', 'visits', 'catalog'],
  dispensing: ['institutions', 'staff', 'patients', 'prescriptions', 'catalog', 'stock'],
} as const satisfies Record<string, readonly string[]>;
