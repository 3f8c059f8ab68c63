import { z } from 'zod';
import { departmentKind, institutionKind, siteKind } from '../modules/institutions/contract.ts';
import { role } from '../modules/staff/contract.ts';
import { readKnowledge } from '../platform/knowledge/read-knowledge.ts';

/** The made-up institution: its house, its people, its villages. */
const houseRow = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('institution'),
    code: z.string(),
    name: z.string(),
    institutionKind,
    areaCode: z.string(),
    address: z.string(),
    phone: z.string(),
  }),
  z.strictObject({
    kind: z.literal('site'),
    code: z.string(),
    name: z.string(),
    siteKind,
    address: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('department'),
    site: z.string(),
    code: z.string(),
    name: z.string(),
    departmentKind,
    rooms: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('person'),
    code: z.string(),
    userName: z.string(),
    name: z.string(),
    role,
    /** Codes of departments; empty: the whole institution. */
    departments: z.array(z.string()),
    title: z.string(),
  }),
  z.strictObject({ kind: z.literal('village'), code: z.string(), name: z.string() }),
]);
export type HouseRow = z.output<typeof houseRow>;
export type HouseRowOf<Kind extends HouseRow['kind']> = Extract<HouseRow, { kind: Kind }>;

const nameCharacters = z.strictObject({
  kind: z.enum(['surname', 'male', 'female', 'child']),
  characters: z.string().min(10),
});
export type NameCharacters = z.output<typeof nameCharacters>;

const storyDrug = z.strictObject({
  /** Code of a product of the demonstration catalogue; dose and frequency are its usual ones. */
  code: z.string(),
  days: z.int().min(1).optional(),
});
const range = z.tuple([z.number(), z.number()]);
const story = z.strictObject({
  key: z.string(),
  /** How often, beside the others. */
  weight: z.int().min(1),
  diagnosis: z.string(),
  fromYears: z.int(),
  toYears: z.int(),
  sex: z.enum(['male', 'female']).nullable(),
  department: z.string(),
  /** `{n}` stands for a small number of days, months or years. */
  complaint: z.string(),
  presentIllness: z.string(),
  examination: z.string(),
  results: z.string(),
  plan: z.string(),
  advice: z.string(),
  drugs: z.array(storyDrug),
  temperature: range.optional(),
  bloodPressure: z.tuple([range, range]).optional(),
  followUpDays: z.int().optional(),
});
export type Story = z.output<typeof story>;

export const readHouse = () => readKnowledge('demo/house.json', houseRow);
export const readNameCharacters = () => readKnowledge('demo/name-characters.json', nameCharacters);
export const readStories = () => readKnowledge('demo/visit-stories.json', story);

export const rowsOf = <Kind extends HouseRow['kind']>(kind: Kind): HouseRowOf<Kind>[] =>
  readHouse().rows.filter((row): row is HouseRowOf<Kind> => row.kind === kind);
