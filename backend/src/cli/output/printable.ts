/**
 * Controls, lone surrogates, non-characters, line separators, and the format characters that reorder or
 * hide text. Reports are written by others: a package named with an escape sequence must not clear
 * somebody's terminal, and a right-to-left override must not turn one name into another.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

const BLANKS = /[^\S ]+/gu;

/** Text on one line, safe for terminals and XML: what cannot be shown is named, as in `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(BLANKS, ' ').replace(UNPRINTABLE, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
