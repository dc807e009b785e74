/** What is stored of a word is not what was written. */
export class DamagedWordError extends Error {
  override readonly name = 'DamagedWordError';
}
