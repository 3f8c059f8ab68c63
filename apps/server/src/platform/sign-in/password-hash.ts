import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@xinglin/kernel/domain-error';
import { normalPassword } from './core/password-rules.ts';

export interface HashCost {
  readonly memoryKib: number;
  readonly passes: number;
}

/** OWASP's recommendation for argon2id: 19 MiB, two passes; about 25 ms of one core. */
export const defaultHashCost: HashCost = { memoryKib: 19_456, passes: 2 };

const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Hashing runs on threads that file access needs too; more at once would only make everybody wait. */
const MAX_AT_ONCE = 2;
/** Waiting room. Beyond it a flood of sign-ins is turned away at the door. */
const MAX_WAITING = 100;

export interface PasswordHasher {
  /** PHC text: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. */
  hash(password: string): Promise<string>;
  /** Takes as long for `undefined` (no such account) as for a stored hash. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
  /** Whether a stored hash was made with another cost than today's. */
  isOutdated(stored: string): boolean;
}

export function passwordHasher(cost: HashCost = defaultHashCost): PasswordHasher {
  const inTurn = turns(MAX_AT_ONCE, MAX_WAITING);
  const derive = (password: string, salt: Uint8Array, { memoryKib, passes }: HashCost) =>
    inTurn(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          const input = {
            message: normalPassword(password),
            nonce: salt,
            parallelism: 1,
            tagLength: TAG_BYTES,
            memory: memoryKib,
            passes,
          };
          argon2('argon2id', input, (error, tag) => (error ? reject(error) : resolve(Buffer.from(tag))));
        }),
    );
  return {
    hash: async (password) => {
      const salt = randomBytes(SALT_BYTES);
      return phcText(cost, salt, await derive(password, salt, cost));
    },
    verify: async (stored, password) => {
      const known = stored === undefined ? undefined : readPhc(stored);
      const tag = await derive(password, known?.salt ?? randomBytes(SALT_BYTES), known?.cost ?? cost);
      return known !== undefined && tag.length === known.tag.length && timingSafeEqual(tag, known.tag);
    },
    isOutdated: (stored) => {
      const known = readPhc(stored).cost;
      return known.memoryKib !== cost.memoryKib || known.passes !== cost.passes;
    },
  };
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

const phcText = ({ memoryKib, passes }: HashCost, salt: Uint8Array, tag: Uint8Array): string =>
  `$argon2id$v=19$m=${memoryKib},t=${passes},p=1$${base64(salt)}$${base64(tag)}`;

/** @throws Error for a text that is no hash of ours: the row was damaged. */
function readPhc(text: string): { cost: HashCost; salt: Buffer; tag: Buffer } {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w+/]+)\$([\w+/]+)$/.exec(text);
  if (!found) throw new Error('not an argon2id hash');
  const [, memory, passes, salt = '', tag = ''] = found;
  return {
    cost: { memoryKib: Number(memory), passes: Number(passes) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

/** At most `atOnce` pieces of work run; at most `waiting` more wait in line. @throws DomainError 'busy' beyond that. */
function turns(atOnce: number, waiting: number) {
  let running = 0;
  const line: (() => void)[] = [];
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= atOnce) {
      if (line.length >= waiting) throw new DomainError('busy', 'platform.busy');
      await new Promise<void>((resolve) => line.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}
