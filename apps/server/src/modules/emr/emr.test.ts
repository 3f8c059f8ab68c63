import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestOf } from '@xinglin/kernel/operation';
import pg from 'pg';
import {
  amendNote,
  decideAmendment,
  deskNote,
  draftSaves,
  noteSigned,
  personNotes,
  readNote,
  requestAmendment,
  restoreDraft,
  saveNote,
  signNote,
  unsignedNotes,
  voidNote,
  waitingAmendments,
} from '#contract/emr';
import { mergePatients } from '#contract/patients/merging';
import { finishVisit, holdVisit } from '#contract/visits';
import { on } from '#platform/events';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

type Content = RequestOf<typeof saveNote>['content'];
const content = (given: Partial<Content> = {}): Content => ({
  visitType: 'first',
  sections: {
    chiefComplaint: '咳嗽3天',
    presentIllness: '3天前受凉后咳嗽，无发热',
    pastHistory: '无特殊',
    physicalExamination: '咽红，双肺呼吸音清',
    auxiliaryResults: '无',
    plan: '对症治疗，多饮水',
  },
  diagnoses: [{ code: 'J06.900', isMain: true }],
  ...given,
});
const withComplaint = (chiefComplaint: string): Content =>
  content({ sections: { ...content().sections, chiefComplaint } });
const doctorOf = (clinic: StartedClinic) => clinic.as('doctor');
const sign = async (clinic: StartedClinic, visitId: string, given: Partial<Content> = {}) =>
  (await doctorOf(clinic).call(signNote, { visitId, version: 0, content: content(given) })).note;
const fieldsOf = (error: unknown) => (error as { fields: { path: string }[] }).fields.map(({ path }) => path);

test('a note is saved, signed and read, and the record holds it', async () => {
  const news: unknown[] = [];
  const additions = { subscriptions: [on(noteSigned, async (_tx, payload) => void news.push(payload))] };
  await using clinic = await startClinic({ additions });
  const { visitId, patientId } = await clinic.given.visit();
  const doctor = doctorOf(clinic);
  const saved = await doctor.call(saveNote, { visitId, version: 0, content: content() });
  assert.deepEqual([saved.note.version, saved.note.state, saved.missing], [1, 'draft', []]);
  const { note } = await doctor.call(signNote, { visitId, version: 1 });
  assert.deepEqual([note.state, note.signature?.signerName, note.signature?.intact], ['signed', '王医生', true]);
  assert.equal(note.locksAt, '2026-03-03T01:00:00Z');

  assert.deepEqual(news, [
    {
      noteId: note.noteId,
      visitId,
      patientId,
      doctorId: doctor.actor.staffId,
      version: 1,
      diagnoses: [
        { code: 'J06.900', display: note.content.diagnoses[0]?.display, isMain: true, certainty: 'confirmed' },
      ],
    },
  ]);
  const [composition, condition] = await clinic.tx((tx) =>
    Promise.all([
      clinic.app.record.read(tx, 'Composition', note.noteId),
      clinic.app.record.read(tx, 'Condition', note.content.diagnoses[0]?.id ?? ''),
    ]),
  );
  assert.equal(composition?.status, 'final');
  assert.equal(composition?.encounter?.reference, `Encounter/${visitId}`);
  assert.match(JSON.stringify(composition?.section), /咳嗽3天/);
  assert.equal(condition?.code?.coding?.[0]?.code, 'J06.900');
  assert.equal(condition?.subject.reference, `Patient/${patientId}`);
});

test('what is missing is named at signature, by first and return visit', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  const empty = { visitType: 'first' as const, sections: {}, diagnoses: [] };
  const doctor = doctorOf(clinic);
  await doctor.call(saveNote, { visitId, version: 0, content: empty });
  await assert.rejects(doctor.call(signNote, { visitId, version: 1 }), (error) => {
    assert.equal((error as { code: string }).code, 'emr.incomplete');
    assert.deepEqual(fieldsOf(error), [
      'content.sections.chiefComplaint',
      'content.sections.presentIllness',
      'content.sections.pastHistory',
      'content.sections.physicalExamination',
      'content.sections.auxiliaryResults',
      'content.sections.plan',
      'content.diagnoses',
    ]);
    return true;
  });
  const { pastHistory: _, ...sections } = content().sections;
  await doctor.call(signNote, { visitId, version: 1, content: content({ visitType: 'return', sections }) });
});

test('a second window cannot overwrite silently, and a lost answer may be asked for again', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  const doctor = doctorOf(clinic);
  const save = (version: number, complaint: string) =>
    doctor.call(saveNote, { visitId, version, content: withComplaint(complaint) });
  await save(0, '甲窗口');
  await assert.rejects(save(0, '乙窗口'), { kind: 'conflict', code: 'emr.newer-version', facts: { version: 1 } });
  assert.equal((await save(0, '甲窗口')).note.version, 1, 'the same content again is no new save');
  assert.equal((await save(1, '甲窗口，改')).note.version, 2);
  await assert.rejects(doctor.call(signNote, { visitId, version: 1 }), { code: 'emr.newer-version' });
});

test('saves pressed at once make one version each or are told', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  for (let version = 0; version < 3; version++) {
    const results = await Promise.allSettled(
      ['一', '二', '三', '四'].map((text) =>
        doctorOf(clinic).call(saveNote, { visitId, version, content: withComplaint(`${text}${version}`) }),
      ),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const result of results) {
      if (result.status === 'rejected') assert.equal(result.reason.code, 'emr.newer-version');
    }
  }
});

test('saving and signing at once: the signed text is one that was saved', async () => {
  await using clinic = await startClinic();
  for (let round = 0; round < 4; round++) {
    const { visitId } = await clinic.given.visit();
    const doctor = doctorOf(clinic);
    await doctor.call(saveNote, { visitId, version: 0, content: content() });
    const [saving, signing] = await Promise.allSettled([
      doctor.call(saveNote, { visitId, version: 1, content: withComplaint('另一窗口') }),
      doctor.call(signNote, { visitId, version: 1 }),
    ]);
    assert.notEqual(saving.status, signing.status, 'exactly one of them gets through');
    const { note, versions } = await doctor.call(readNote, { visitId });
    assert.equal(note?.state, signing.status === 'fulfilled' ? 'signed' : 'draft');
    if (signing.status === 'fulfilled') assert.deepEqual(versions[0]?.content, note?.content);
  }
});

test('only the doctor of the visit writes, while the visit is open', async () => {
  await using clinic = await startClinic();
  const waiting = await clinic.given.visit({ stage: 'waiting' });
  const write = (visitId: string, name: 'doctor' | 'second-doctor' = 'doctor') =>
    clinic.as(name).call(saveNote, { visitId, version: 0, content: content() });
  await assert.rejects(write(waiting.visitId));
  const { visitId } = await clinic.given.visit();
  await assert.rejects(write(visitId, 'second-doctor'), { kind: 'forbidden', code: 'emr.not-your-visit' });
  await assert.rejects(clinic.as('triage-nurse').call(saveNote, { visitId, version: 0, content: content() }), {
    kind: 'forbidden',
    code: 'platform.no-permission',
  });
  await write(visitId);
  await doctorOf(clinic).call(holdVisit, { visitId, reason: 'tests' });
  await doctorOf(clinic).call(saveNote, { visitId, version: 1, content: withComplaint('等结果') });
});

test('a visit ends with a signed note, or with a reason', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  const doctor = doctorOf(clinic);
  await doctor.call(saveNote, { visitId, version: 0, content: content() });
  await assert.rejects(doctor.call(finishVisit, { visitId }), { code: 'emr.unsigned' });
  await doctor.call(signNote, { visitId, version: 1 });
  await doctor.call(finishVisit, { visitId });
  const late = doctor.call(saveNote, { visitId, version: 1, content: withComplaint('补写') });
  await assert.rejects(late, { code: 'emr.signed-already' });
  const other = await clinic.given.visit();
  await doctor.call(finishVisit, { visitId: other.visitId, reason: '患者离开' });
});

test('an amendment makes a new version with its reason; the old text stays readable', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  const doctor = doctorOf(clinic);
  const first = await sign(clinic, visitId, {
    diagnoses: [
      { code: 'J06.900', isMain: true },
      { code: 'I10.x00x002', isMain: false },
    ],
  });
  const amendment = { visitId, version: 1, content: withComplaint('咳嗽5天'), reason: '问诊补充' };
  const { note } = await doctor.call(amendNote, amendment);
  assert.deepEqual([note.version, note.signature?.reason, note.signature?.intact], [2, '问诊补充', true]);
  const { versions } = await clinic.as('manager').call(readNote, { visitId });
  assert.deepEqual(
    versions.map(({ version, content: text, intact }) => [version, text.sections.chiefComplaint, intact]),
    [
      [2, '咳嗽5天', true],
      [1, '咳嗽3天', true],
    ],
  );
  await assert.rejects(doctor.call(amendNote, amendment), { code: 'emr.newer-version' });
  await assert.rejects(doctor.call(amendNote, { ...amendment, version: 2 }), { code: 'emr.nothing-changed' });
  const blank = doctor.call(amendNote, { ...amendment, version: 2, reason: ' ' });
  await assert.rejects(blank, { kind: 'invalid' });
  await assert.rejects(clinic.as('second-doctor').call(amendNote, { ...amendment, version: 2 }), {
    code: 'emr.not-your-note',
  });
  const [composition, kept, dropped] = await clinic.tx((tx) =>
    Promise.all([
      clinic.app.record.read(tx, 'Composition', note.noteId),
      clinic.app.record.read(tx, 'Condition', first.content.diagnoses[0]?.id ?? ''),
      clinic.app.record.read(tx, 'Condition', first.content.diagnoses[1]?.id ?? ''),
    ]),
  );
  assert.equal(composition?.status, 'amended');
  assert.equal(kept?.verificationStatus?.coding?.[0]?.code, 'confirmed');
  assert.equal(dropped?.verificationStatus?.coding?.[0]?.code, 'entered-in-error');
});

test('after the lock an approved request opens the note once, for a time', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  await sign(clinic, visitId);
  const [doctor, manager] = [doctorOf(clinic), clinic.as('manager')];
  const amend = (version: number, complaint: string) =>
    doctor.call(amendNote, { visitId, version, content: withComplaint(complaint), reason: '更正' });
  await assert.rejects(doctor.call(requestAmendment, { visitId, reason: '更正' }), { code: 'emr.not-locked' });
  clinic.clock.advance({ hours: 24 });
  await assert.rejects(amend(1, '锁定后'), { code: 'emr.locked' });

  const { request } = await doctor.call(requestAmendment, { visitId, reason: '漏写病史' });
  await assert.rejects(doctor.call(requestAmendment, { visitId, reason: '再次' }), { code: 'emr.request-open' });
  const { requests } = await manager.call(waitingAmendments, {});
  assert.deepEqual(
    requests.map(({ id }) => id),
    [request.id],
  );
  await assert.rejects(doctor.call(decideAmendment, { requestId: request.id, approve: true }), { kind: 'forbidden' });
  const decision = await manager.call(decideAmendment, { requestId: request.id, approve: true });
  assert.equal(decision.request.state, 'approved');
  await assert.rejects(manager.call(decideAmendment, { requestId: request.id, approve: true }), { kind: 'conflict' });
  assert.equal((await amend(1, '锁定后')).note.version, 2);
  await assert.rejects(amend(2, '第二次'), { code: 'emr.locked' }, 'an approval is used once');

  const { request: second } = await doctor.call(requestAmendment, { visitId, reason: '又漏写' });
  await assert.rejects(manager.call(decideAmendment, { requestId: second.id, approve: false }), {
    code: 'emr.refusal-reason',
  });
  await manager.call(decideAmendment, { requestId: second.id, approve: true });
  clinic.clock.advance({ hours: 24 });
  await assert.rejects(amend(2, '过期'), { code: 'emr.locked' });
  const { amendment } = await doctor.call(deskNote, { visitId });
  assert.equal(amendment?.state, 'expired');
  await doctor.call(requestAmendment, { visitId, reason: '重新申请' });
});

test('an approval pressed twice at once is used once', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  await sign(clinic, visitId);
  clinic.clock.advance({ hours: 25 });
  const { request } = await doctorOf(clinic).call(requestAmendment, { visitId, reason: '更正' });
  await clinic.as('manager').call(decideAmendment, { requestId: request.id, approve: true });
  const results = await Promise.allSettled(
    ['一', '二', '三'].map((text) =>
      doctorOf(clinic).call(amendNote, { visitId, version: 1, content: withComplaint(text), reason: '更正' }),
    ),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal((await doctorOf(clinic).call(readNote, { visitId })).versions.length, 2);
});

test('a void note stays readable, marked, and a new one may be written', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  const doctor = doctorOf(clinic);
  const signed = await sign(clinic, visitId);
  const { note } = await doctor.call(voidNote, { visitId, version: 1, reason: '写错患者' });
  assert.deepEqual([note.state, note.voided?.reason], ['void', '写错患者']);
  const read = await doctor.call(readNote, { visitId });
  assert.equal(read.note, undefined);
  assert.deepEqual(
    read.voided.map(({ content: text }) => text.sections.chiefComplaint),
    ['咳嗽3天'],
  );
  const composition = await clinic.tx((tx) => clinic.app.record.read(tx, 'Composition', signed.noteId));
  assert.equal(composition?.status, 'entered-in-error');
  await clinic.tx(async (tx) => {
    assert.deepEqual(await clinic.modules.emr.diagnosesOf(tx, visitId), []);
    await assert.rejects(clinic.modules.emr.requireDiagnosis(tx, visitId), { code: 'emr.diagnosis-required' });
  });
  const { note: again } = await doctor.call(saveNote, { visitId, version: 0, content: withComplaint('重写') });
  assert.notEqual(again.noteId, signed.noteId);
});

test('a draft is its writer’s own; earlier saves can be put back', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  const doctor = doctorOf(clinic);
  for (const [version, text] of ['第一次', '第二次', '第三次'].entries()) {
    await doctor.call(saveNote, { visitId, version, content: withComplaint(text) });
  }
  const stranger = clinic.as('second-doctor');
  assert.equal((await stranger.call(readNote, { visitId })).note, undefined);
  assert.deepEqual((await stranger.call(draftSaves, { visitId })).saves, []);
  assert.equal((await stranger.call(deskNote, { visitId })).note, undefined);
  const { saves } = await doctor.call(draftSaves, { visitId });
  assert.deepEqual(
    saves.map(({ version, content: text }) => [version, text.sections.chiefComplaint]),
    [
      [3, '第三次'],
      [2, '第二次'],
      [1, '第一次'],
    ],
  );
  const { note } = await doctor.call(restoreDraft, { visitId, version: 3, restore: 1 });
  assert.deepEqual([note.version, note.content.sections.chiefComplaint], [4, '第一次']);
  const { notes } = await doctor.call(unsignedNotes, {});
  assert.deepEqual(
    notes.map((one) => [one.visitId, one.chiefComplaint]),
    [[visitId, '第一次']],
  );
  await assert.rejects(doctor.call(restoreDraft, { visitId, version: 4, restore: 99 }), { code: 'emr.no-such-save' });
});

test('the time line tells the notes of a person, also those of a merged entry, page by page', async () => {
  await using clinic = await startClinic();
  const doctor = doctorOf(clinic);
  const kept = await clinic.given.patient({ sex: 'female', bornOn: '1980-01-01' });
  const lost = await clinic.given.patient({ sex: 'female', bornOn: '1980-01-02' });
  const visits: string[] = [];
  for (const patientId of [kept.id, lost.id, kept.id]) {
    const { visitId } = await clinic.given.visit({ patientId });
    await sign(clinic, visitId);
    await doctor.call(finishVisit, { visitId });
    visits.unshift(visitId);
    clinic.clock.advance({ hours: 24 });
  }
  const acknowledged = ['birth-date' as const];
  const merging = { patientId: lost.id, survivorId: kept.id, reason: '同一人', acknowledged };
  await clinic.as('registrar').call(mergePatients, merging);
  const whole = await doctor.call(personNotes, { patientId: kept.id });
  assert.deepEqual(
    whole.notes.map(({ visitId }) => visitId),
    visits,
  );
  const pages: string[] = [];
  let before: string | undefined;
  do {
    const page = await doctor.call(personNotes, { patientId: kept.id, limit: 1, before });
    pages.push(...page.notes.map(({ visitId }) => visitId));
    before = page.older;
  } while (before !== undefined);
  assert.deepEqual(pages, visits);
  const odd = doctor.call(personNotes, { patientId: kept.id, before: 'yesterday' });
  await assert.rejects(odd, { fields: [{ path: 'before', code: 'input.invalid', facts: {} }] });
});

test('the desk answers everything the doctor needs to begin', async () => {
  await using clinic = await startClinic();
  const patient = await clinic.given.patient({ bornOn: '1960-01-01', sex: 'female', allergies: ['PENICILLIN'] });
  const before = await clinic.given.visit({ patientId: patient.id });
  await sign(clinic, before.visitId);
  await doctorOf(clinic).call(finishVisit, { visitId: before.visitId });
  clinic.clock.advance({ hours: 24 });
  const { visitId } = await clinic.given.visit({ patientId: patient.id, firstVisit: false });
  const desk = await doctorOf(clinic).call(deskNote, { visitId });
  assert.deepEqual(
    { writable: desk.writable, visitType: desk.visitType, allergies: desk.allergyState, note: desk.note },
    { writable: true, visitType: 'return', allergies: 'known', note: undefined },
  );
  assert.equal(desk.bloodPressureDue, true, 'over 35, and no blood pressure this year');
  assert.deepEqual(
    desk.earlier.map((one) => [one.visitId, one.doctorName]),
    [[before.visitId, '王医生']],
  );
  const other = await clinic.as('second-doctor').call(deskNote, { visitId });
  assert.deepEqual([other.writable, other.whyNot], [false, 'emr.not-your-visit']);
});

test('a text changed behind the program’s back is shown as not intact, and cannot be read under another note', async () => {
  await using clinic = await startClinic();
  const { visitId } = await clinic.given.visit();
  const note = await sign(clinic, visitId);
  await doctorOf(clinic).call(amendNote, { visitId, version: 1, content: withComplaint('咳嗽5天'), reason: '补充' });
  const client = new pg.Client({ connectionString: clinic.connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ all: string }>('select string_agg(t::text, $1) as all from emr.note t', ['']);
    assert.ok(!rows[0]?.all.includes('咳嗽'), 'the text is sealed');
    await client.query("update emr.signed_version set signer_name = '别人' where note_id = $1 and version = 1", [
      note.noteId,
    ]);
    const { versions } = await doctorOf(clinic).call(readNote, { visitId });
    assert.deepEqual(
      versions.map(({ version, intact }) => [version, intact]),
      [
        [2, true],
        [1, false],
      ],
    );
    await client.query(
      'update emr.signed_version set content = (select content from emr.signed_version where version = 2) where version = 1',
    );
    await assert.rejects(doctorOf(clinic).call(readNote, { visitId }), 'a text moved to another version does not open');
  } finally {
    await client.end();
  }
});

test('one institution never reads the notes of another', async () => {
  await using clinic = await startClinic();
  const { visitId, patientId } = await clinic.given.visit();
  await sign(clinic, visitId);
  const stranger = clinic.as('doctor', { institutionId: 2 });
  assert.deepEqual(await stranger.call(readNote, { visitId }), { versions: [], voided: [] });
  await assert.rejects(stranger.call(personNotes, { patientId }), { code: 'patients.not-found' });
  await assert.rejects(stranger.call(deskNote, { visitId }), { kind: 'not-found' });
});
