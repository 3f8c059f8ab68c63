/**
 * Encryption at rest. Envelope keys: a key-encryption key in a file outside the database wraps data keys kept in it.
 * Every sealed value names its algorithm and data key, so that keys rotate without a pause.
 */
export interface Vault {
  /**
   * Encrypts. `context` binds the value to its place (`patients.patient.phone:<id>`): a value copied to another
   * row or column does not open.
   */
  seal(plain: string | Uint8Array, context: string): Buffer;
  /** @throws Error when the value was changed, moved, or its key is not known. */
  open(sealed: Uint8Array, context: string): Buffer;
  openText(sealed: Uint8Array, context: string): string;
  /** Keyed hash for exact search of a sealed value (16 bytes). The caller normalises the value first. */
  blindIndex(purpose: string, value: string): Buffer;
}
