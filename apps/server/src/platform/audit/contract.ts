import { query } from '@xinglin/kernel/operation';
import { instant, optionalText, queryInt } from '@xinglin/kernel/shapes';
import { z } from 'zod';

export const auditEntryShape = z.object({
  id: z.int(),
  at: instant,
  staffId: z.string(),
  operation: z.string(),
  kind: z.enum(['command', 'query', 'sign-in']),
  persons: z.array(z.string()),
  outcome: z.enum(['done', 'refused', 'failed']),
  reason: z.string().optional(),
  requestId: z.string(),
  clientAddress: z.string(),
});
export type AuditEntryView = z.output<typeof auditEntryShape>;

/** Newest first. `before` is the id of the last entry of the page before. */
export const searchAudit = query({
  name: 'audit.search',
  path: '/audit/entries',
  permission: 'audit.search',
  summary: { zh: '查询审计日志', en: 'Search the audit journal' },
  input: z.object({
    from: instant.optional(),
    to: instant.optional(),
    staffId: optionalText(64),
    person: optionalText(64),
    operation: optionalText(100),
    outcome: z.enum(['done', 'refused', 'failed']).optional(),
    before: z.coerce.number().int().positive().optional(),
    limit: queryInt(1, 200, 50),
  }),
  output: z.object({ entries: z.array(auditEntryShape), nextBefore: z.int().optional() }),
  person: (input) => input.person,
});

const fault = z.object({
  kind: z.enum(['entry-changed', 'entry-missing', 'entry-added', 'seal-broken', 'seal-missing', 'anchor-differs']),
  entryId: z.int().optional(),
  sealNo: z.int().optional(),
});

/** Goes through the whole chain; takes seconds per million entries. */
export const verifyAudit = query({
  name: 'audit.verify',
  path: '/audit/verification',
  permission: 'audit.verify',
  summary: { zh: '校验审计日志完整性', en: 'Verify that the audit journal is whole' },
  input: z.object({}),
  // `anchors` is 0 where this process has no anchor file: then nobody can tell whether the newest part was cut off.
  output: z.object({
    entries: z.int(),
    seals: z.int(),
    unsealed: z.int(),
    anchors: z.int(),
    faults: z.array(fault),
  }),
  person: 'none',
});
