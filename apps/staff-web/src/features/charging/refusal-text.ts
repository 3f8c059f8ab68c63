import { fillBlanks, type Messages } from '@xinglin/kernel/messages';
import { messages as chargingMessages } from '@xinglin/server/messages/charging';
import { messages as dispensingMessages } from '@xinglin/server/messages/dispensing';
import { useLanguage } from '@xinglin/ui/texts';

const known: Messages = { ...chargingMessages, ...dispensingMessages };

/** Says a refusal that came as data: its code is its message key, its facts fill the blanks. */
export function useRefusalText() {
  const language = useLanguage();
  return ({
    code,
    facts,
  }: {
    readonly code: string;
    readonly facts: Readonly<Record<string, string | number>>;
  }): string => {
    const text = known[code as keyof Messages];
    return text ? fillBlanks(language === 'en' ? text.en : text.zh, facts) : code;
  };
}
