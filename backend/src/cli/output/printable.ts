import { visibleText } from '../../common/text/visible-text.js';

const BLANKS = /[^\S ]+/gu;

/**
 * Text on one line, safe for terminals and XML: what cannot be shown is named, as in `\u{1b}`. Reports are written by
 * others: a package named with an escape sequence must not clear the reader's terminal, and a right-to-left override
 * must not turn one name into another.
 */
export function printable(text: string): string {
  return visibleText(text.replace(BLANKS, ' '));
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
