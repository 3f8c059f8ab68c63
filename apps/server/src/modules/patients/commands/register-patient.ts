import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Handler } from '#platform/operations';
import type { registerNameless, registerNewborn, registerPatient } from '../contract.ts';
import { birthFromAge, settleDemographics } from '../core/demographics.ts';
import { readDocuments } from '../core/documents.ts';
import { namelessName, newbornName } from '../core/names.ts';
import { patientNumber } from '../core/patient-number.ts';
import type { PatientsParts } from '../parts.ts';
import { findAlike } from '../queries/duplicates.ts';
import { patientView, requireEntry } from '../queries/read-patient.ts';
import { newbornDays } from '../settings.ts';
import { requireFree, writePerson } from './register-person.ts';

export const registerPatientHandler =
  (parts: PatientsParts): Handler<typeof registerPatient> =>
  async (tx, { documents: typedDocuments, distinctFrom, ...typed }, context) => {
    const documents = readDocuments(typedDocuments, 'documents');
    const demographics = settleDemographics(typed, documents, context.now);
    await Promise.all([requireFree(parts, tx, documents), parts.rows.lockName(tx, demographics.name)]);
    const alike = await findAlike(parts, tx, { demographics, documents, motherId: undefined }, new Set());
    const likely = alike.filter(
      ({ level, patientId }) => (level === 'likely' || level === 'certain') && !distinctFrom.includes(patientId),
    );
    // Another window may have registered the same document since it was found free: then that is the answer.
    if (likely.some(({ level }) => level === 'certain')) await requireFree(parts, tx, documents);
    if (likely.length > 0) {
      throw new DomainError('conflict', 'patients.likely-duplicate', {
        count: likely.length,
        patientIds: likely.map(({ patientId }) => patientId).join(' '),
      });
    }
    const id = newId(context.now.epochMilliseconds);
    const number = patientNumber(await parts.rows.nextNumber(tx));
    await writePerson(parts, tx, { id, number, demographics, documents, operation: 'patients.register' }, context);
    await Promise.all(
      alike
        .filter(({ patientId }) => distinctFrom.includes(patientId))
        .map(({ patientId }) =>
          parts.merges.insertDistinct(
            tx,
            [id, patientId],
            'registration',
            context.now.toString(),
            context.actor.staffId,
          ),
        ),
    );
    return { patient: await patientView(parts, tx, id, context.now) };
  };

export const registerNewbornHandler =
  (parts: PatientsParts): Handler<typeof registerNewborn> =>
  async (tx, { motherId: typedMotherId, sex, bornAt, order }, context) => {
    const motherId = await parts.merges.survivorOf(tx, typedMotherId);
    const mother = await requireEntry(parts, tx, motherId ?? typedMotherId);
    if (mother.demographics.sex === 'male') throw invalidField('motherId', 'patients.mother-not-female');
    const { villageId, address, phone, contact, ethnicity } = mother.demographics;
    const demographics = settleDemographics(
      {
        name: newbornName(mother.demographics.name, sex, order),
        sex,
        bornAt,
        bornOnIsEstimate: false,
        villageId,
        address,
        ethnicity,
        contact: { name: mother.demographics.name, relation: '52', phone: phone ?? contact?.phone },
      },
      [],
      context.now,
    );
    const days = await parts.institutions.setting(tx, newbornDays);
    const hours = (context.now.epochMilliseconds - Temporal.Instant.from(bornAt).epochMilliseconds) / 3_600_000;
    if (hours > days * 24) throw invalidField('bornAt', 'patients.not-a-newborn', { days });
    await parts.rows.lockName(tx, demographics.name);
    // Twins are told apart by `order`; without it the same child would be registered twice.
    const same = await parts.rows.newbornOf(tx, mother.id, demographics);
    if (same) throw new DomainError('conflict', 'patients.newborn-exists', same);
    const id = newId(context.now.epochMilliseconds);
    const number = patientNumber(await parts.rows.nextNumber(tx));
    await writePerson(
      parts,
      tx,
      {
        id,
        number,
        demographics,
        documents: [],
        temporary: 'newborn',
        motherId: mother.id,
        operation: 'patients.register-newborn',
      },
      context,
    );
    return { patient: await patientView(parts, tx, id, context.now) };
  };

export const registerNamelessHandler =
  (parts: PatientsParts): Handler<typeof registerNameless> =>
  async (tx, { sex, estimatedAgeYears }, context) => {
    const number = patientNumber(await parts.rows.nextNumber(tx));
    const id = newId(context.now.epochMilliseconds);
    const demographics = settleDemographics(
      {
        name: namelessName(number),
        sex,
        bornOn: estimatedAgeYears === undefined ? undefined : birthFromAge(estimatedAgeYears, context.now),
        bornOnIsEstimate: estimatedAgeYears !== undefined,
      },
      [],
      context.now,
    );
    await writePerson(
      parts,
      tx,
      { id, number, demographics, documents: [], temporary: 'nameless', operation: 'patients.register-nameless' },
      context,
    );
    return { patient: await patientView(parts, tx, id, context.now) };
  };
