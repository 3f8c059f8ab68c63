import type { Sex } from '@xinglin/kernel/shapes';

const childWord: Readonly<Record<Sex, string>> = { male: '子', female: '女', other: '婴', unknown: '婴' };

/** 王芳之子; of a multiple birth 王芳之子1, 王芳之女2. Kept until the child has a name of its own. */
export const newbornName = (motherName: string, sex: Sex, order: number | undefined): string =>
  `${motherName}之${childWord[sex]}${order ?? ''}`;

/** 无名氏 with the patient number, so that two of one night are told apart. */
export const namelessName = (patientNumber: string): string => `无名氏${patientNumber}`;

/** A name as stored: composed characters, single spaces, one kind of middle dot. */
export const tidyName = (typed: string): string =>
  typed
    .normalize('NFC')
    .replace(/[•‧・･]|(?<=\p{Script=Han})[.．](?=\p{Script=Han})/gu, '·')
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .trim();
