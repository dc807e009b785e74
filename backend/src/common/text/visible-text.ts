/** Controls, lone surrogates, non-characters, line separators, and the format characters that reorder or hide text. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** The text with each character that cannot be seen, or that changes how others are seen, named: as in `\u{1b}`. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}
