import { command, eventType, query } from '@xinglin/kernel/operation';
import {
  choice,
  date,
  decimalText,
  id,
  instant,
  optionalText,
  positiveDecimal,
  queryFlag,
  queryInt,
  text,
} from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { chargeCategory } from '../charging/contract.ts';

/**
 * What the institution hands out and does, and what it costs. A drug product is one brand in one pack; its clinical
 * knowledge hangs on the generic drug (`genericId`). Quantities are in dispensing units (片, 粒, 支), prices in yuan.
 */

// ── Drug products ────────────────────────────────────────────────────────────────────────────────────────────────

export const drugCategory = choice(['western', 'patent-chinese', 'herbal']);
export type DrugCategory = z.output<typeof drugCategory>;
/** normal 10–30 °C · cool at most 20 °C · cold 2–8 °C. */
export const storageClass = choice(['normal', 'cool', 'cold']);
export const itemState = choice(['active', 'retired']);
export const controlledClass = choice(['narcotic', 'psychotropic-1', 'psychotropic-2', 'toxic']);
export const antibioticTier = choice(['unrestricted', 'restricted', 'special']);

/** The dose that is proposed when the drug is chosen; the doctor decides. */
export const usualUse = z.strictObject({
  singleDose: positiveDecimal,
  /** The drug's dose unit or its dispensing unit. */
  doseUnit: text(10),
  /** Local route code (`PO`). */
  route: text(20),
  /** Frequency code (`tid`). */
  frequency: text(20),
  days: z.int({ error: 'input.number' }).min(1).max(366).optional(),
});
export type UsualUse = z.output<typeof usualUse>;

const atMost = (shape: typeof positiveDecimal, most: number) =>
  shape.refine((value) => Number(value) <= most, { error: 'input.too-big' });
const wholeUnits = atMost(positiveDecimal, 10_000).refine((value) => /^\d+(\.0+)?$/.test(value), {
  error: 'catalog.whole-pack',
});

/** What a person fills in for a drug product. */
export const drugFields = z.strictObject({
  /** The institution's own code; unique among its drugs. */
  code: text(40),
  /** Generic drug of the knowledge base (`D003`); left out: no rule can check it. */
  genericId: optionalText(20),
  /** Standard name with the form: 阿莫西林胶囊. */
  name: text(100),
  tradeName: optionalText(100),
  english: optionalText(200),
  category: drugCategory,
  /** As printed: 0.25g×24粒/盒. */
  specification: text(100),
  dosageForm: text(30),
  /** Unit of doses: mg, g, µg, ml, IU, U, 万U, 片 … */
  doseUnit: text(10),
  /** How many dose units one dispensing unit holds: 250 (mg) in 1 粒. */
  dosePerUnit: atMost(positiveDecimal, 1_000_000_000),
  dispensingUnit: text(10),
  packUnit: text(10),
  /** Dispensing units in one pack; a whole number. */
  packSize: wholeUnits,
  /** Whether a pack may be opened and parts of it handed out (拆零). */
  splittable: z.boolean({ error: 'input.type' }),
  /** What is left of an opened unit is thrown away (ampoules): every dose takes whole units. */
  singleUse: z.boolean({ error: 'input.type' }),
  manufacturer: text(100),
  /** 国药准字. */
  approvalNumber: optionalText(40),
  barcode: optionalText(40),
  /** Local route codes that fit the form. */
  routes: z.array(text(20)).min(1, { error: 'input.required' }).max(20),
  usualUse: usualUse.optional(),
  storage: storageClass.default('normal'),
  essential: z.boolean().default(false),
  controlled: controlledClass.optional(),
  antibioticTier: antibioticTier.optional(),
  skinTest: z.boolean().default(false),
  highAlert: z.boolean().default(false),
});
export type DrugFields = z.output<typeof drugFields>;

export const drug = z.object({
  id,
  ...drugFields.shape,
  genericId: z.string().optional(),
  tradeName: z.string().optional(),
  english: z.string().optional(),
  approvalNumber: z.string().optional(),
  barcode: z.string().optional(),
  state: itemState,
  /** Counts changes, so that nobody overwrites what another has just written. */
  version: z.int(),
});
export type Drug = z.output<typeof drug>;

// ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const serviceCategory = choice([
  'registration', // 挂号
  'consultation', // 诊察
  'general-practice', // 一般诊疗费
  'injection', // 注射、输液
  'treatment', // 治疗、换药
  'surgery',
  'nursing',
  'laboratory',
  'imaging', // DR, ultrasound
  'function-test', // ECG …
  'chinese-medicine', // 针灸、推拿
  'material',
  'bed',
  'other',
]);

export const serviceFields = z.strictObject({
  code: text(40),
  name: text(100),
  english: optionalText(200),
  category: serviceCategory,
  /** Receipt category (收费类别). */
  chargeCategory,
  unit: text(10),
  /** Codes of services that its fee already covers in the same visit (一般诊疗费 covers registration, injection …). */
  covers: z.array(text(40)).max(100).default([]),
  note: optionalText(500),
});
export type ServiceFields = z.output<typeof serviceFields>;

export const service = z.object({
  id,
  ...serviceFields.shape,
  english: z.string().optional(),
  note: z.string().optional(),
  state: itemState,
  version: z.int(),
});
export type Service = z.output<typeof service>;

// ── Prices ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const itemKind = choice(['drug', 'service']);
export type ItemKind = z.output<typeof itemKind>;

/** What a price is for: one dispensing unit or one pack of a drug, or one service. */
export const priceBasis = choice(['unit', 'pack']);

export const price = z.object({
  /** Yuan for `perQuantity` units; what was decided and printed. */
  amount: decimalText,
  basis: priceBasis,
  /** Dispensing units the amount pays for: the pack size of a pack price, else 1. */
  perQuantity: decimalText,
  /** Yuan for one unit, rounded to six digits; exact amounts come from `amount`. */
  unitPrice: decimalText,
  validFrom: date,
  /** First day on which it does not hold any more. */
  validUntil: date.optional(),
});
export type Price = z.output<typeof price>;

/** One decision about a price; decisions are never changed, a later one takes over. */
export const priceDecision = z.object({
  id,
  amount: decimalText,
  basis: priceBasis,
  validFrom: date,
  reason: z.string(),
  decidedBy: z.string(),
  decidedByName: z.string(),
  decidedAt: instant,
});
export type PriceDecision = z.output<typeof priceDecision>;

/** One version of a drug or service and what was changed with it; the first has no changed fields. */
export const change = z.object({
  version: z.int(),
  fields: z.array(z.string()),
  reason: z.string().optional(),
  changedByName: z.string(),
  changedAt: instant,
});
export type Change = z.output<typeof change>;

/** Yuan, up to six digits after the point, not negative: free services have the price 0. */
const priceAmount = decimalText
  .refine((value) => !value.startsWith('-'), { error: 'catalog.negative-price' })
  .refine((value) => Number(value) <= 10_000_000, { error: 'input.too-big' });

// ── Searching, for everybody who works with drugs and services ───────────────────────────────────────────────────

const searchInput = {
  /** Part of a name, pinyin, initials, English or code; empty: what the person uses most. */
  q: z.string().trim().max(60, { error: 'input.too-long' }).default(''),
  limit: queryInt(1, 200, 20),
  offset: queryInt(0, 100_000, 0),
  /** With nothing typed, go on with what was never used: for going through the whole catalogue. */
  all: queryFlag,
};
const found = {
  match: z.enum(['exact', 'prefix', 'infix']),
  /** How often the person who asks chose it, and how often the institution. */
  ownUses: z.int(),
  uses: z.int(),
  /** Undefined when no price is valid today: it cannot be charged. */
  price: price.optional(),
};
export const foundDrug = drug.extend(found);
export type FoundDrug = z.output<typeof foundDrug>;
export const foundService = service.extend(found);
export type FoundService = z.output<typeof foundService>;

export const searchDrugs = query({
  name: 'catalog.search-drugs',
  path: '/catalog/drugs',
  permission: 'signed-in',
  summary: { zh: '检索药品', en: 'Search drugs' },
  input: z.object({ ...searchInput, category: drugCategory.optional(), includeRetired: queryFlag }),
  output: z.object({ drugs: z.array(foundDrug) }),
  person: 'none',
});

export const searchServices = query({
  name: 'catalog.search-services',
  path: '/catalog/services',
  permission: 'signed-in',
  summary: { zh: '检索收费项目', en: 'Search services' },
  input: z.object({ ...searchInput, category: serviceCategory.optional(), includeRetired: queryFlag }),
  output: z.object({ services: z.array(foundService) }),
  person: 'none',
});

/** Frequencies and routes of the knowledge base: choices on the prescription screen. */
export const usageCodes = query({
  name: 'catalog.usage-codes',
  path: '/catalog/usage-codes',
  permission: 'signed-in',
  summary: { zh: '用药频次与途径', en: 'Frequencies and routes' },
  input: z.object({}),
  output: z.object({
    frequencies: z.array(
      z.object({
        code: z.string(),
        zh: z.string(),
        en: z.string(),
        use: z.enum(['repeated', 'single', 'single-as-needed', 'as-needed', 'modifier', 'command']),
        /** `times` doses in every `perDays` days; absent when the number is not fixed. */
        times: z.int().optional(),
        perDays: z.int().optional(),
      }),
    ),
    routes: z.array(
      z.object({ code: z.string(), zh: z.string(), en: z.string(), group: z.string(), wst364: z.string() }),
    ),
  }),
  person: 'none',
});

// ── Keeping the catalogue ────────────────────────────────────────────────────────────────────────────────────────

const decided = {
  amount: priceAmount,
  basis: priceBasis.default('unit'),
  /** Today or later; a charged line never changes. */
  validFrom: date,
  reason: text(200),
};

export const getDrug = query({
  name: 'catalog.get-drug',
  path: '/catalog/drugs/:drugId',
  permission: 'signed-in',
  summary: { zh: '查看药品', en: 'Read a drug product' },
  input: z.object({ drugId: id }),
  output: z.object({ drug, prices: z.array(price), decisions: z.array(priceDecision), changes: z.array(change) }),
  person: 'none',
});

export const createDrug = command({
  name: 'catalog.create-drug',
  method: 'POST',
  path: '/catalog/drugs',
  permission: 'catalog.manage-drugs',
  summary: { zh: '新增药品', en: 'Add a drug product' },
  input: drugFields,
  output: drug,
  person: 'none',
});

export const updateDrug = command({
  name: 'catalog.update-drug',
  method: 'PUT',
  path: '/catalog/drugs/:drugId',
  permission: 'catalog.manage-drugs',
  summary: { zh: '修改药品', en: 'Change a drug product' },
  input: drugFields.extend({ drugId: id, version: z.int({ error: 'input.number' }).min(1) }),
  output: drug,
  person: 'none',
});

export const setDrugState = command({
  name: 'catalog.set-drug-state',
  method: 'POST',
  path: '/catalog/drugs/:drugId/state',
  permission: 'catalog.manage-drugs',
  summary: { zh: '停用或恢复药品', en: 'Retire a drug product or bring it back' },
  input: z.object({ drugId: id, state: itemState, reason: text(200) }),
  output: drug,
  person: 'none',
});

export const setDrugPrice = command({
  name: 'catalog.set-drug-price',
  method: 'POST',
  path: '/catalog/drugs/:drugId/prices',
  permission: 'catalog.set-prices',
  summary: { zh: '药品调价', en: 'Set the price of a drug from a date' },
  input: z.object({ drugId: id, ...decided }),
  output: z.object({ prices: z.array(price) }),
  person: 'none',
});

export const getService = query({
  name: 'catalog.get-service',
  path: '/catalog/services/:serviceId',
  permission: 'signed-in',
  summary: { zh: '查看收费项目', en: 'Read a service' },
  input: z.object({ serviceId: id }),
  output: z.object({ service, prices: z.array(price), decisions: z.array(priceDecision), changes: z.array(change) }),
  person: 'none',
});

export const createService = command({
  name: 'catalog.create-service',
  method: 'POST',
  path: '/catalog/services',
  permission: 'catalog.manage-services',
  summary: { zh: '新增收费项目', en: 'Add a service' },
  input: serviceFields,
  output: service,
  person: 'none',
});

export const updateService = command({
  name: 'catalog.update-service',
  method: 'PUT',
  path: '/catalog/services/:serviceId',
  permission: 'catalog.manage-services',
  summary: { zh: '修改收费项目', en: 'Change a service' },
  input: serviceFields.extend({ serviceId: id, version: z.int({ error: 'input.number' }).min(1) }),
  output: service,
  person: 'none',
});

export const setServiceState = command({
  name: 'catalog.set-service-state',
  method: 'POST',
  path: '/catalog/services/:serviceId/state',
  permission: 'catalog.manage-services',
  summary: { zh: '停用或恢复收费项目', en: 'Retire a service or bring it back' },
  input: z.object({ serviceId: id, state: itemState, reason: text(200) }),
  output: service,
  person: 'none',
});

export const setServicePrice = command({
  name: 'catalog.set-service-price',
  method: 'POST',
  path: '/catalog/services/:serviceId/prices',
  permission: 'catalog.set-prices',
  summary: { zh: '收费项目调价', en: 'Set the price of a service from a date' },
  input: z.object({ serviceId: id, amount: priceAmount, validFrom: date, reason: text(200) }),
  output: z.object({ prices: z.array(price) }),
  person: 'none',
});

/** Prices changed; whoever shows or holds prices reads them anew. */
export const priceSet = eventType(
  'catalog.price-set',
  z.object({ kind: itemKind, itemId: id, amount: decimalText, basis: priceBasis, validFrom: date }),
);
