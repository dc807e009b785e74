import { createHash } from 'node:crypto';

/** The digest of an image that does not exist. */
export function digestOf(...words: readonly (string | number)[]): string {
  return `sha256:${createHash('sha256').update(words.join('/')).digest('hex')}`;
}
