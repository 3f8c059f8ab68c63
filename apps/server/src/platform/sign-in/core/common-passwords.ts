/**
 * Words and key patterns that open far too many doors, after undoing the usual disguises. What matters is what people
 * really type when three classes and ten characters are demanded: a word, a capital, a year and an exclamation mark.
 */
const WORDS = new Set(
  `password passwd passw pass word admin administrator root system test guest user login welcome letmein master
   secret qwerty qwertyuiop qwer asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qaz qazwsx qazwsxedc wsx edc qwe asd zxc
   abc abcd abcde abcdef abcdefg abcabc aaa aaaa qqq qqqq xxx iloveyou monkey dragon football baseball superman
   changeme default temp temporary hello hospital clinic doctor nurse health medical patient yiyuan weisheng yisheng
   hushi keshi xinglin zhongguo china beijing woaini woaizhongguo wangyi nihao mima mimamima guanliyuan ceshi
   huanying zhangsan lisi wangwu`.split(/\s+/),
);

const DISGUISES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Runs along the keyboard or the alphabet, both ways. */
const RUNS = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
];
const BOTH_WAYS = RUNS.flatMap((run) => [run, [...run].reverse().join('')]);

/** Shift and the number row: `!@#` is `123`. */
const UNSHIFTED: Readonly<Record<string, string>> = {
  '!': '1',
  '@': '2',
  '#': '3',
  $: '4',
  '%': '5',
  '^': '6',
  '&': '7',
  '*': '8',
  '(': '9',
  ')': '0',
};

/**
 * Whether a password is a common word with decoration (`P@ssw0rd2024!`), a walk over the keyboard (`1qaz@WSX3edc`), a
 * word and a walk (`Admin@123456`), or one short piece repeated (`Abc1Abc1Abc1`).
 */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase();
  if (WORDS.has(lettersOf(lower)) || WORDS.has(lettersOf(undisguised(stripEnds(lower))))) return true;
  const plain = translate(lower, UNSHIFTED).replace(/[^a-z0-9]/g, '');
  return isWalk(plain) || isRepeated(lower);
}

const lettersOf = (text: string): string => text.replace(/[^a-z]/g, '');
const undisguised = (text: string): string => translate(text, DISGUISES);
const translate = (text: string, table: Readonly<Record<string, string>>): string =>
  [...text].map((character) => table[character] ?? character).join('');
/** Digits and marks at both ends are decoration; a disguise stands inside a word. */
const stripEnds = (text: string): string => text.replace(/^[^a-z@$]+/, '').replace(/[^a-z]+$/, '');

/** Nothing but runs of at least three and common words, as `1qaz2wsx3edc` or `asdf1234`. */
function isWalk(plain: string): boolean {
  let rest = plain;
  while (rest.length > 0) {
    const step = Math.max(longestRun(rest), longestWord(rest), yearAt(rest));
    if (step === 0) return false;
    rest = rest.slice(step);
  }
  return true;
}

function longestRun(text: string): number {
  const same = /^(.)\1{2,}/.exec(text)?.[0].length ?? 0;
  for (let length = Math.min(text.length, 26); length >= 3; length--) {
    const piece = text.slice(0, length);
    if (BOTH_WAYS.some((run) => run.includes(piece))) return Math.max(length, same);
  }
  return same;
}

function longestWord(text: string): number {
  for (let length = Math.min(text.length, 14); length >= 3; length--)
    if (WORDS.has(text.slice(0, length))) return length;
  return 0;
}

const yearAt = (text: string): number => (/^(19|20)\d\d/.test(text) ? 4 : 0);

const isRepeated = (text: string): boolean => /^(.{1,5})\1+$/.test(text);
