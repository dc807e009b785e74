import { hash } from 'node:crypto';

/** All that a scan says of one component, named by its content: the same words of two scans are one row. */
export interface Word {
  readonly componentKey: string;
  /** `wordHash` of the two. */
  readonly hash: string;
  /** Its claims, as `encodeWords` writes them. */
  readonly bytes: Buffer;
}

/** 32 hex digits. No key holds the character that ends it here. */
export function wordHash(componentKey: string, bytes: Uint8Array): string {
  return contentHash(Buffer.concat([Buffer.from(`${componentKey}\0`), bytes]));
}

/** Names something by its content: 32 hex digits, the first 16 bytes of the SHA-256. */
export function contentHash(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex').slice(0, 32);
}
