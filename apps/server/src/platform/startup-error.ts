import type { Bilingual } from '@xinglin/kernel/operation';

/** The server cannot start as asked, for a reason that whoever starts it can mend. Shown without a stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly text: Bilingual;

  constructor(text: Bilingual, options?: ErrorOptions) {
    super(`${text.zh}\n${text.en}`, options);
    this.text = text;
  }
}
