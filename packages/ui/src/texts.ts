import i18next from 'i18next';
import { useTranslation } from 'react-i18next';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** The blanks of a text: Blanks<'应收 {amount}'> is 'amount'. */
type Blanks<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Blanks<Rest> : never;
type Fill<Text extends string> = [Blanks<Text>] extends [never]
  ? []
  : [blanks: Readonly<Record<Blanks<Text>, string | number>>];

type Texts = Readonly<Record<string, string>>;

/** Says one text of a feature in the reader's language. Knows every key and the blanks it needs. */
export type Say<Chinese extends Texts> = <Key extends keyof Chinese & string>(
  key: Key,
  ...blanks: Fill<Chinese[Key]>
) => string;

/** Language of this browser: chosen earlier, else 简体中文. */
const storageKey = 'xinglin.language';
const stored = typeof localStorage === 'undefined' ? null : localStorage.getItem(storageKey);

void i18next.init({
  lng: languages.find((language) => language === stored) ?? 'zh-CN',
  fallbackLng: 'zh-CN',
  keySeparator: false,
  nsSeparator: false,
  interpolation: { prefix: '{', suffix: '}', escapeValue: false },
  resources: {},
});

export function setLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN');

/**
 * Registers the texts of one feature and returns its hook. English must have exactly the keys of Chinese;
 * a missing one does not compile.
 */
export function textsOf<const Chinese extends Texts>(
  namespace: string,
  chinese: Chinese,
  english: Readonly<Record<keyof Chinese & string, string>>,
): () => Say<Chinese> {
  i18next.addResourceBundle('zh-CN', namespace, chinese, true, true);
  i18next.addResourceBundle('en', namespace, english, true, true);
  return () => {
    const { t } = useTranslation(namespace, { i18n: i18next });
    return ((key: string, blanks?: Record<string, string | number>) => t(key, blanks ?? {})) as Say<Chinese>;
  };
}

/** Re-renders on a change of language and tells which one is on. */
export function useLanguage(): Language {
  const { i18n } = useTranslation(undefined, { i18n: i18next });
  return i18n.language === 'en' ? 'en' : 'zh-CN';
}
