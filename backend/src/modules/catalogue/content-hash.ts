import { hash } from 'node:crypto';

/** Names a row by its content: 32 hex digits, the first 16 bytes of the SHA-256. */
export function contentHash(content: string): string {
  return hash('sha256', content, 'hex').slice(0, 32);
}
