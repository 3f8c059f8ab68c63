import { createHash } from 'node:crypto';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { Actor } from './actor.ts';
import type { Vault } from './crypto/vault.ts';
import type { Statements } from './database/db.ts';

interface Attempt {
  readonly key: string | undefined;
  readonly operation: string;
  readonly actor: Actor;
  readonly input: unknown;
}
interface Earlier {
  readonly digest: Buffer;
  /** Sealed JSON. Null would mean that the work ended without an answer; the transaction does not allow it. */
  readonly output: Buffer;
}

/**
 * Runs `work` the first time a key is seen; later attempts get the stored answer. The key is stored in the
 * transaction of the effect, so there is no moment at which one exists without the other. `answeredAgain` hears of an
 * answer that is given once more.
 * Table: platform.idempotency. The stored answer is sealed, because it may hold a person's data.
 * @throws DomainError 'invalid' without a key, 'conflict' when a key comes back with another operation, actor or input.
 */
export async function once<Output>(
  statements: Statements,
  vault: Vault,
  attempt: Attempt,
  work: () => Promise<Output>,
  answeredAgain: (output: Output) => Promise<void>,
): Promise<Output> {
  const { key, operation, actor, input } = attempt;
  if (key === undefined || !/^[\w:.-]{8,200}$/.test(key)) throw new DomainError('invalid', 'platform.key-required');
  const digest = createHash('sha256')
    .update(JSON.stringify([operation, actor.accountId, input]))
    .digest();
  const place = `platform.idempotency.output:${actor.institutionId}:${key}`;
  // A second request with the same key waits here until the first one commits or rolls back.
  const inserted = await statements.run(
    'insert into platform.idempotency (institution_id, key, digest) values ($1, $2, $3) on conflict do nothing',
    [actor.institutionId, key, digest],
  );
  if (inserted === 0) {
    const earlier = await statements.one<Earlier>(
      'select digest, output from platform.idempotency where institution_id = $1 and key = $2',
      [actor.institutionId, key],
    );
    if (!earlier.digest.equals(digest)) throw new DomainError('conflict', 'platform.key-reused');
    const output = JSON.parse(vault.openText(earlier.output, place)) as Output;
    await answeredAgain(output);
    return output;
  }
  const output = await work();
  await statements.run('update platform.idempotency set output = $3 where institution_id = $1 and key = $2', [
    actor.institutionId,
    key,
    vault.seal(JSON.stringify(output ?? null), place),
  ]);
  return output;
}
