/** invalid: the input is wrong · rule: the input is right but the clinic does not allow it · busy: try again. */
export type ErrorKind = 'invalid' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'rule' | 'busy';

/** `module.reason`; also the key of the message a person reads. */
export type ErrorCode = `${string}.${string}`;

/** Values that fill the message and may reach the logs: never a name, phone or identity number. */
export type Facts = Readonly<Record<string, string | number>>;

/** What is wrong with one input field. `path` is dotted (`items.0.quantity`); `code` is a message key. */
export interface FieldIssue {
  readonly path: string;
  readonly code: ErrorCode;
  readonly facts?: Facts;
}

/** An expected refusal. Anything else that is thrown is a bug and is shown to nobody but the log. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly fields: readonly FieldIssue[];

  constructor(kind: ErrorKind, code: ErrorCode, facts: Facts = {}, fields: readonly FieldIssue[] = []) {
    super(code);
    this.name = 'DomainError';
    this.kind = kind;
    this.code = code;
    this.facts = facts;
    this.fields = fields;
  }
}

/** Shorthand for the commonest refusal: one field of the input is wrong. */
export const invalidField = (path: string, code: ErrorCode, facts: Facts = {}): DomainError =>
  new DomainError('invalid', code, facts, [{ path, code, facts }]);
