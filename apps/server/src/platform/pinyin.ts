import { customPinyin, pinyin } from 'pinyin-pro';

/** Words of the clinic that the general dictionary reads wrongly. */
customPinyin({
  重楼: 'chóng lóu',
  还少丹: 'huán shǎo dān',
  炮姜: 'páo jiāng',
  炮附片: 'páo fù piàn',
  白及: 'bái jí',
  阿胶: 'ē jiāo',
  血竭: 'xuè jié',
  咯血: 'kǎ xuè',
  恶露: 'è lù',
  恶阻: 'è zǔ',
  不稳定型: 'bù wěn dìng xíng',
});

export interface PinyinOptions {
  /** The text is a person's name: the first characters are read as a surname (曾 zeng, 单 shan, 尉迟 yuchi). */
  readonly personalName?: boolean;
}

/** Greek letters are typed as the Latin letter that sounds like them: β受体阻滞剂 → bstzzj. */
const greek: Readonly<Record<string, string>> = { α: 'a', β: 'b', γ: 'g', δ: 'd', μ: 'u', ω: 'w' };

/**
 * Full pinyin without tones, lower case, nothing between the syllables: 阿莫西林胶囊 → "amoxilinjiaonang".
 * Latin letters and digits stay (维生素B12 → "weishengsub12"); everything else is dropped. ü is "v" as on a keyboard
 * (吕 → "lv"), except in "nue" and "lue", where keyboards need no v. A character with several readings gets the one
 * that its word has.
 */
export const pinyinOf = (text: string, options: PinyinOptions = {}): string => pieces(text, options).join('');

/**
 * First letters of the syllables, lower case: 阿莫西林胶囊 → "amxljn". Latin letters and digits stay whole:
 * C反应蛋白 → "cfydb", 维生素B12 → "wssb12".
 */
export const initialsOf = (text: string, options: PinyinOptions = {}): string =>
  pieces(text, options, (syllable) => syllable.slice(0, 1)).join('');

/** The syllables of `pinyinOf` in order: 张三丰 → ["zhang", "san", "feng"]; for search from any syllable on. */
export const syllablesOf = (text: string, options: PinyinOptions = {}): string[] =>
  pieces(text, options).filter((piece) => piece !== '');

/**
 * Text as typed into a search box, in the form in which pinyin is stored: lower case, full-width letters narrowed,
 * no spaces or signs, "nve" as "nue". Chinese characters stay.
 */
export const searchForm = (typed: string): string =>
  narrow(typed)
    .replace(/[^\p{Script=Han}a-z0-9]/gu, '')
    .replace(/([nl])ve/g, '$1ue');

const narrow = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ü', 'v')
    .replace(/[αβγδμω]/g, (letter) => greek[letter] ?? '');

function pieces(text: string, options: PinyinOptions, shorten = (syllable: string) => syllable): string[] {
  const found = pinyin(narrow(text), {
    type: 'all',
    toneType: 'none',
    v: true,
    toneSandhi: false,
    ...(options.personalName ? { surname: 'head' as const } : {}),
  });
  return found.map(({ origin, pinyin: syllable, isZh }) =>
    isZh ? shorten(syllable.replace(/^([nl])ve$/, '$1ue')) : origin.replace(/[^a-z0-9]/g, ''),
  );
}
