import { type Route, serve } from '#platform/operations';
import * as requests from './commands/amendment-requests.ts';
import { amendNoteHandler, signNoteHandler, voidNoteHandler } from './commands/sign-note.ts';
import { restoreDraftHandler, saveNoteHandler } from './commands/write-note.ts';
import * as contract from './contract.ts';
import type { EmrParts } from './parts.ts';
import { deskNoteHandler } from './queries/desk.ts';
import { draftSavesHandler, personNotesHandler, readNoteHandler, unsignedNotesHandler } from './queries/read-notes.ts';

export const emrRoutes = (parts: EmrParts): readonly Route[] => [
  serve(contract.deskNote, deskNoteHandler(parts)),
  serve(contract.saveNote, saveNoteHandler(parts)),
  serve(contract.signNote, signNoteHandler(parts)),
  serve(contract.amendNote, amendNoteHandler(parts)),
  serve(contract.voidNote, voidNoteHandler(parts)),
  serve(contract.unsignedNotes, unsignedNotesHandler(parts)),
  serve(contract.draftSaves, draftSavesHandler(parts)),
  serve(contract.restoreDraft, restoreDraftHandler(parts)),
  serve(contract.requestAmendment, requests.requestAmendmentHandler(parts)),
  serve(contract.decideAmendment, requests.decideAmendmentHandler(parts)),
  serve(contract.waitingAmendments, requests.waitingAmendmentsHandler(parts)),
  serve(contract.readNote, readNoteHandler(parts)),
  serve(contract.personNotes, personNotesHandler(parts)),
];
