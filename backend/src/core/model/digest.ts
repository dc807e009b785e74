/** The name of an artifact. Queries say it once more: their pattern is read from the text of the source. */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}
