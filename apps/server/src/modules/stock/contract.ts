import { command, query } from '@xinglin/kernel/operation';
import {
  choice,
  date,
  decimalText,
  id,
  instant,
  optionalText,
  positiveDecimal,
  queryInt,
  text,
} from '@xinglin/kernel/shapes';
import { z } from 'zod';

/**
 * Stock of drugs. Every quantity is a decimal in the drug's dispensing unit (片, 粒, 支), every purchase price is yuan
 * per dispensing unit, unless a field says that it speaks of packs.
 */

// ── Shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * store: the drug store (药库) · pharmacy: what a pharmacy hands out from (药房) · quarantine: goods that wait for a
 * decision, never handed out (待处理).
 */
export const locationKind = z.enum(['store', 'pharmacy', 'quarantine']);
export type LocationKind = z.infer<typeof locationKind>;

export const location = z.object({
  id,
  name: z.string(),
  kind: locationKind,
  departmentId: id,
  /** Where returned or doubtful goods of this location go; absent for a quarantine. */
  quarantineId: id.optional(),
});
export type Location = z.infer<typeof location>;

/** What a line of stock says about its drug. */
const drugFacts = {
  drugId: id,
  drugCode: z.string(),
  drugName: z.string(),
  specification: z.string(),
  manufacturer: z.string().optional(),
  dispensingUnit: z.string(),
  packUnit: z.string(),
  /** Dispensing units in one pack. */
  packSize: decimalText,
};

/**
 * How near the end of use is: 'expired', the smallest warning limit in months that it falls under ('1', '3', '6',
 * '12' by default, setting `stock.expiry-warning-months`), or 'far'.
 */
export const expiryLevel = z.string().regex(/^(expired|far|\d{1,3})$/);

export const batchLine = z.object({
  ...drugFacts,
  batchId: id,
  batchNumber: z.string(),
  madeOn: date.optional(),
  expiresOn: date,
  daysLeft: z.int(),
  expiryLevel,
  purchasePrice: decimalText,
  supplier: z.string().optional(),
  locationId: id,
  locationName: z.string(),
  onHand: decimalText,
  reserved: decimalText,
  available: decimalText,
});
export type BatchLine = z.infer<typeof batchLine>;

export const movementKind = z.enum([
  'receipt',
  'transfer-out',
  'transfer-in',
  'issue',
  'return',
  'count-gain',
  'count-loss',
  'write-off',
]);
export type MovementKind = z.infer<typeof movementKind>;

/** What a movement or a reservation is for: a prescription, a receipt, a stocktake … */
export const purpose = z.object({ kind: z.string().regex(/^[a-z-]{1,40}$/), id });
export type Purpose = z.infer<typeof purpose>;

export const movement = z.object({
  id,
  ...drugFacts,
  batchId: id,
  batchNumber: z.string(),
  expiresOn: date,
  locationId: id,
  locationName: z.string(),
  kind: movementKind,
  /** Positive into the location, negative out of it. */
  quantity: decimalText,
  before: decimalText,
  after: decimalText,
  reason: z.string().optional(),
  purpose,
  movedAt: instant,
  /** Staff id, or "platform" for the house itself. */
  movedBy: z.string(),
  movedByName: z.string(),
});
export type Movement = z.infer<typeof movement>;

export const availability = z.object({
  drugId: id,
  onHand: decimalText,
  reserved: decimalText,
  /** What may be promised: on hand, not reserved, not expired today, in a pharmacy or a store. */
  available: decimalText,
  /** Earliest expiry among what is available; absent when nothing is. */
  nearestExpiry: date.optional(),
});
export type Availability = z.infer<typeof availability>;

const writeOffReason = choice(['expired', 'damaged', 'recalled', 'returned-goods', 'other']);
export type WriteOffReason = z.infer<typeof writeOffReason>;

const MAX_LINES = 200;
const isWhole = (value: string): boolean => /^\d+(\.0+)?$/.test(value);
/** Nothing in the store is cut: packs and dispensing units are whole, and few enough that no sum leaves its column. */
const wholeQuantity = positiveDecimal
  .refine(isWhole, { error: 'stock.whole-units' })
  .refine((value) => Number(value) <= 1_000_000, { error: 'input.too-big' });
const wholeOrNone = decimalText
  .refine(isWhole, { error: 'stock.whole-units' })
  .refine((value) => Number(value) <= 1_000_000_000, { error: 'input.too-big' });
const purchasePrice = decimalText
  .refine((value) => !value.startsWith('-'), { error: 'input.too-small' })
  .refine((value) => Number(value) <= 1_000_000, { error: 'input.too-big' });
const lines = <Shape extends z.ZodType>(shape: Shape) =>
  z.array(shape).min(1, { error: 'input.required' }).max(MAX_LINES);
/** One identifier, several, or several separated by commas, as query strings carry them. */
const idList = z
  .union([z.array(id), z.string().transform((value) => value.split(',').filter(Boolean))])
  .pipe(z.array(id).max(MAX_LINES));

// ── Operations ───────────────────────────────────────────────────────────────────────────────────────────────────

export const listLocations = query({
  name: 'stock.list-locations',
  path: '/stock/locations',
  permission: 'stock.view',
  summary: { zh: '库房列表', en: 'List stock locations' },
  input: z.object({}),
  output: z.object({ locations: z.array(location) }),
  person: 'none',
});

/** Also opens the quarantine that belongs to it. */
export const openLocation = command({
  name: 'stock.open-location',
  method: 'POST',
  path: '/stock/locations',
  permission: 'stock.manage',
  summary: { zh: '设立库房', en: 'Open a stock location' },
  input: z.object({ departmentId: id, kind: choice(['store', 'pharmacy']), name: text(60) }),
  output: location,
  person: 'none',
});

/** Manual goods receipt (入库). Purchase price is yuan per the unit of the line; it is kept per dispensing unit. */
export const receiveGoods = command({
  name: 'stock.receive-goods',
  method: 'POST',
  path: '/stock/receipts',
  permission: 'stock.receive',
  summary: { zh: '药品入库', en: 'Receive goods' },
  input: z.object({
    locationId: id,
    supplier: optionalText(100),
    documentNumber: optionalText(60),
    note: optionalText(200),
    lines: lines(
      z.object({
        drugId: id,
        batchNumber: text(40),
        madeOn: date.optional(),
        expiresOn: date,
        quantity: wholeQuantity,
        unit: choice(['pack', 'dispensing-unit']),
        purchasePrice,
      }),
    ),
  }),
  output: z.object({
    receiptId: id,
    lines: z.array(z.object({ batchId: id, drugId: id, quantity: decimalText, onHand: decimalText })),
    /** Facts to read, none of which stopped the receipt: a short remaining shelf life. */
    warnings: z.array(
      z.object({ line: z.int(), code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])) }),
    ),
  }),
  person: 'none',
});

/** Issue from the store to a pharmacy, back, or out of a quarantine (领用、调拨). */
export const transferGoods = command({
  name: 'stock.transfer-goods',
  method: 'POST',
  path: '/stock/transfers',
  permission: 'stock.transfer',
  summary: { zh: '药品调拨', en: 'Transfer goods' },
  input: z.object({
    fromLocationId: id,
    toLocationId: id,
    reason: optionalText(200),
    lines: lines(z.object({ batchId: id, quantity: wholeQuantity })),
  }),
  output: z.object({ transferId: id }),
  person: 'none',
});

/**
 * Stocktake (盘点): what was counted, against what the book said when counting began. A line whose book balance has
 * moved since is refused, so that a count never hides a movement.
 */
export const countStock = command({
  name: 'stock.count-stock',
  method: 'POST',
  path: '/stock/counts',
  permission: 'stock.count',
  summary: { zh: '盘点调整', en: 'Adjust stock to a count' },
  input: z.object({
    locationId: id,
    reason: text(200),
    lines: lines(
      z.object({
        batchId: id,
        book: decimalText,
        counted: wholeOrNone,
      }),
    ),
  }),
  output: z.object({
    countId: id,
    lines: z.array(z.object({ batchId: id, book: decimalText, counted: decimalText, difference: decimalText })),
  }),
  person: 'none',
});

/** Damage, expiry, recall (报损). */
export const writeOffGoods = command({
  name: 'stock.write-off-goods',
  method: 'POST',
  path: '/stock/write-offs',
  permission: 'stock.write-off',
  summary: { zh: '药品报损', en: 'Write goods off' },
  input: z.object({
    locationId: id,
    reason: writeOffReason,
    note: optionalText(200),
    lines: lines(z.object({ batchId: id, quantity: wholeQuantity })),
  }),
  output: z.object({ writeOffId: id }),
  person: 'none',
});

export const availabilityOf = query({
  name: 'stock.availability-of',
  path: '/stock/availability',
  permission: 'stock.view',
  summary: { zh: '可用库存', en: 'Available stock of drugs' },
  input: z.object({ locationId: id.optional(), drugIds: idList }),
  output: z.object({ drugs: z.array(availability) }),
  person: 'none',
});

/** Sorted by expiry, earliest first. `expiringWithinMonths` 0 shows what has expired. */
export const listBatches = query({
  name: 'stock.list-batches',
  path: '/stock/batches',
  permission: 'stock.view',
  summary: { zh: '批次库存', en: 'List batches in stock' },
  input: z.object({
    locationId: id.optional(),
    drugId: id.optional(),
    /** Part of the name, code or batch number. */
    text: optionalText(60),
    expiringWithinMonths: z.coerce.number({ error: 'input.number' }).int().min(0).max(120).optional(),
    limit: queryInt(1, 500, 100),
  }),
  output: z.object({ batches: z.array(batchLine), more: z.boolean() }),
  person: 'none',
});

export const lowStock = query({
  name: 'stock.low-stock',
  path: '/stock/low',
  permission: 'stock.view',
  summary: { zh: '低库存预警', en: 'Drugs below their minimum' },
  input: z.object({ locationId: id }),
  output: z.object({
    drugs: z.array(z.object({ ...drugFacts, minimum: decimalText, available: decimalText, short: decimalText })),
  }),
  person: 'none',
});

/** A minimum of 0 ends the watch on the drug. */
export const setMinimum = command({
  name: 'stock.set-minimum',
  method: 'PUT',
  path: '/stock/minimums',
  permission: 'stock.manage',
  summary: { zh: '设置最低库存', en: 'Set the minimum stock of a drug' },
  input: z.object({
    locationId: id,
    drugId: id,
    minimum: wholeOrNone,
  }),
  output: z.object({ locationId: id, drugId: id, minimum: decimalText }),
  person: 'none',
});

/** The ledger, newest first. `before` is the last movement of the previous page. */
export const listMovements = query({
  name: 'stock.list-movements',
  path: '/stock/movements',
  permission: 'stock.view',
  summary: { zh: '库存台账', en: 'Stock ledger' },
  input: z.object({
    locationId: id.optional(),
    drugId: id.optional(),
    batchId: id.optional(),
    kind: movementKind.optional(),
    from: date.optional(),
    to: date.optional(),
    before: id.optional(),
    limit: queryInt(1, 200, 50),
  }),
  output: z.object({ movements: z.array(movement), more: z.boolean() }),
  person: 'none',
});
