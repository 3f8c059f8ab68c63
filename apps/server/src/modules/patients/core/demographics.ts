import { dateAtInstitution } from '@xinglin/kernel/clock';
import { invalidField } from '@xinglin/kernel/domain-error';
import type { DateText, Sex } from '@xinglin/kernel/shapes';
import type { Demographics } from '../contract.ts';
import { type ReadDocument, tidyPhone } from './documents.ts';
import { tidyName } from './names.ts';

/** Nobody has lived longer with certainty; a birth date before is a typing error. */
const OLDEST_YEARS = 130;

type Typed = Omit<Demographics, 'sex' | 'bornOn'> & {
  readonly sex?: Sex | undefined;
  readonly bornOn?: DateText | undefined;
};

/**
 * Demographics as they will be kept: sex and birth date filled in from an identity number, everything checked.
 * @throws DomainError 'invalid' naming the field: what is typed disagrees with the identity number, lies in the
 * future, or is impossible.
 */
export function settleDemographics(
  typed: Typed,
  documents: readonly ReadDocument[],
  now: Temporal.Instant,
): Demographics {
  const says = documents.find((document) => document.says !== undefined)?.says;
  if (says && typed.sex !== undefined && typed.sex !== 'unknown' && typed.sex !== says.sex) {
    throw invalidField('sex', 'patients.sex-differs-from-identity');
  }
  if (says && typed.bornOn !== undefined && !typed.bornOnIsEstimate && typed.bornOn !== says.bornOn) {
    throw invalidField('bornOn', 'patients.birth-differs-from-identity');
  }
  const sex = says?.sex ?? typed.sex;
  if (sex === undefined) throw invalidField('sex', 'input.required');
  const bornAt = typed.bornAt;
  const bornOn = says?.bornOn ?? typed.bornOn ?? (bornAt === undefined ? undefined : birthDate(bornAt));
  const settled = {
    ...typed,
    name: tidyName(typed.name),
    phone: typed.phone === undefined ? undefined : tidyPhone(typed.phone),
    contact: typed.contact && { ...typed.contact, phone: typed.contact.phone && tidyPhone(typed.contact.phone) },
    sex,
    bornOn: bornOn as DateText | undefined,
    bornOnIsEstimate: says === undefined && bornOn !== undefined && typed.bornOnIsEstimate,
  };
  checkDates(settled, now);
  return settled;
}

const birthDate = (bornAt: string): string => dateAtInstitution(Temporal.Instant.from(bornAt)).toString();

function checkDates({ bornOn, bornAt, deceasedOn }: Demographics, now: Temporal.Instant): void {
  const today = dateAtInstitution(now);
  if (bornOn !== undefined) {
    const birth = Temporal.PlainDate.from(bornOn);
    if (Temporal.PlainDate.compare(birth, today) > 0) throw invalidField('bornOn', 'patients.birth-in-future');
    if (birth.year < today.year - OLDEST_YEARS) throw invalidField('bornOn', 'patients.birth-too-early');
  }
  if (bornAt !== undefined) {
    if (Temporal.Instant.compare(Temporal.Instant.from(bornAt), now) > 0) {
      throw invalidField('bornAt', 'patients.birth-in-future');
    }
    if (bornOn !== undefined && birthDate(bornAt) !== bornOn) {
      throw invalidField('bornAt', 'patients.birth-moment-differs');
    }
  }
  if (deceasedOn === undefined) return;
  if (Temporal.PlainDate.compare(Temporal.PlainDate.from(deceasedOn), today) > 0) {
    throw invalidField('deceasedOn', 'patients.death-in-future');
  }
  if (bornOn !== undefined && deceasedOn < bornOn) throw invalidField('deceasedOn', 'patients.death-before-birth');
}

/** First of January of the year that fits an estimated age. */
export const birthFromAge = (ageYears: number, now: Temporal.Instant): DateText =>
  `${dateAtInstitution(now).year - ageYears}-01-01` as DateText;
