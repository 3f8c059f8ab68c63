import { createHash } from 'node:crypto';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Signature } from './contract.ts';
import { contentText } from './core/content.ts';
import type { EmrNeeds } from './needs.ts';
import type { StoredNote, StoredSignature } from './rows.ts';

/** SM3 (GB/T 32905), the national hash that a certificate signature will later stand on. */
const hashOf = (text: string): Buffer => createHash('sm3').update(text).digest();

type Signed = Omit<StoredSignature, 'proof' | 'text'>;

/**
 * Keyed hash over the text's hash and the circumstances: whoever edits the database without the installation's key
 * can make neither another text nor another signer or time look signed.
 */
const proofOf = (vault: Pick<EmrNeeds['vault'], 'mac'>, institutionId: number, signed: Signed): Buffer =>
  vault.mac(
    'emr.signature',
    JSON.stringify([
      institutionId,
      signed.noteId,
      signed.version,
      signed.contentHash.toString('hex'),
      signed.signedBy,
      signed.signerName,
      Temporal.Instant.from(signed.signedAt).epochMilliseconds,
      signed.reason ?? null,
      signed.requestId ?? null,
    ]),
  );

export interface SigningReason {
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
}

/** Signs the content of the note as it stands, in the name of the actor. */
export function signatureFor(
  { vault }: Pick<EmrNeeds, 'vault'>,
  tx: Pick<Tx, 'institutionId'>,
  note: StoredNote,
  { reason, requestId }: SigningReason,
  { actor, now }: Context,
): StoredSignature {
  const text = contentText(note.content);
  const signed: Signed = {
    noteId: note.id,
    version: note.version,
    contentHash: hashOf(text),
    signedBy: actor.staffId,
    signerName: actor.displayName,
    // The column keeps microseconds, the proof milliseconds: nothing finer may be lost between the two.
    signedAt: Temporal.Instant.fromEpochMilliseconds(now.epochMilliseconds).toString(),
    reason,
    requestId,
  };
  return { ...signed, text, proof: proofOf(vault, tx.institutionId, signed) };
}

/** A signature as it is shown, checked against the stored text. */
export function signatureView(
  { vault }: Pick<EmrNeeds, 'vault'>,
  tx: Pick<Tx, 'institutionId'>,
  stored: StoredSignature,
): Signature {
  const intact =
    hashOf(stored.text).equals(stored.contentHash) && proofOf(vault, tx.institutionId, stored).equals(stored.proof);
  return {
    version: stored.version,
    signedBy: stored.signedBy,
    signerName: stored.signerName,
    signedAt: stored.signedAt,
    contentHash: stored.contentHash.toString('hex'),
    intact,
    ...(stored.reason === undefined ? {} : { reason: stored.reason }),
  };
}
