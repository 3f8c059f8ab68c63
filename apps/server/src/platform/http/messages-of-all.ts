import type { Messages } from '@xinglin/kernel/messages';

/**
 * One index of the texts of all parts of the server; the platform knows no module, so they are handed in.
 * @throws Error when two parts own the same code: only one of them would be shown.
 */
export function messagesOfAll(...parts: readonly Messages[]): Messages {
  const all: Record<string, Messages[keyof Messages]> = {};
  for (const part of parts) {
    for (const [code, text] of Object.entries(part)) {
      if (code in all) throw new Error(`two parts of the server own the message ${code}`);
      all[code] = text;
    }
  }
  return all;
}
