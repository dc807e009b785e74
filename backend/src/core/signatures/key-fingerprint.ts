import { hash, type KeyObject } from 'node:crypto';

/** `sha256:` of a public key as DER (SubjectPublicKeyInfo): one name, however the key is written. */
export function fingerprintOf(key: KeyObject): string {
  return `sha256:${hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex')}`;
}
