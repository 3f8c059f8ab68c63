import { type Diagnosis, notifiableClass, programme } from './contract.ts';
import type { StoredConcept } from './rows.ts';

/** External causes and asterisk codes only stand beside another diagnosis. */
const neverMain = (code: string): boolean => /^[VWXY]/.test(code) || /^[^+]+\*$/.test(code);

/** A concept of the diagnosis table as what it means. Unknown marks of an imported table count as absent. */
export function diagnosisOf(concept: StoredConcept): Diagnosis {
  const { chronic, otherReportZh, noteEn } = concept.properties;
  const notifiable = notifiableClass.safeParse(concept.properties.notifiable).data;
  const looksAfter = programme.safeParse(concept.properties.programme).data;
  return {
    code: concept.code,
    display: concept.display,
    ...(concept.english === undefined ? {} : { english: concept.english }),
    aliases: concept.aliases,
    system: concept.system,
    version: concept.version,
    chronic: chronic === true,
    ...(notifiable ? { notifiable } : {}),
    ...(looksAfter ? { programme: looksAfter } : {}),
    ...(typeof otherReportZh === 'string' ? { otherReportZh } : {}),
    ...(typeof noteEn === 'string' ? { note: noteEn } : {}),
    retired: concept.retired,
    neverMain: neverMain(concept.code),
  };
}
