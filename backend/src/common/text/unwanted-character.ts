/** Controls but for tab and line breaks, and half a surrogate pair, which is no character: neither JSON nor a URL keeps them out. */
// oxlint-disable-next-line no-control-regex -- to find them is what it is for
const UNWANTED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\p{Surrogate}]/u;

/** What a text holds that stands in no text for people, and that a database may be unable to keep; null where there is nothing. */
export function unwantedCharacterIn(text: string): string | null {
  const found = UNWANTED.exec(text)?.[0].charCodeAt(0);
  if (found === undefined) return null;
  const name = `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
  return found < 0x20 ? `the control character ${name}` : `half a surrogate pair (${name})`;
}
