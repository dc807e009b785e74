import { createHash, randomBytes } from 'node:crypto';

/** What is kept of a secret of 256 random bits: such a one cannot be guessed, so one round of SHA-256 hides it. */
export function hashOfSecret(secret: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(secret).digest());
}

/** 256 random bits, as text that fits into cookies and URLs. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
