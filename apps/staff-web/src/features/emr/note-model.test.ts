import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NoteOnScreen, toSend, withDiagnosis, withMain, withoutDiagnosis } from './note-model.ts';

const empty: NoteOnScreen = { visitType: 'first', sections: {}, diagnoses: [] };
const mains = (note: NoteOnScreen) => note.diagnoses.filter(({ isMain }) => isMain).map(({ code }) => code);

test('there is exactly one main diagnosis as long as there is any', () => {
  let note = withDiagnosis(withDiagnosis(empty, 'J06.900', '急性上呼吸道感染'), 'I10.x00', '高血压');
  assert.deepEqual(mains(note), ['J06.900']);
  note = withMain(note, 'I10.x00');
  assert.deepEqual(mains(note), ['I10.x00']);
  note = withoutDiagnosis(note, 'I10.x00');
  assert.deepEqual(mains(note), ['J06.900']);
  assert.deepEqual(withoutDiagnosis(note, 'J06.900').diagnoses, []);
});

test('a diagnosis is listed once, and its name is not sent', () => {
  const note = withDiagnosis(withDiagnosis(empty, 'J06.900', '上感'), 'J06.900', '上感');
  assert.deepEqual(toSend(note).diagnoses, [{ code: 'J06.900', isMain: true, certainty: 'confirmed' }]);
});
