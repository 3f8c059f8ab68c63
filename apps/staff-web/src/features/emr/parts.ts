/** What other features may show of the note. */
export { NotePart } from './note-part.tsx';
export { NoteText } from './signed-note-part.tsx';
