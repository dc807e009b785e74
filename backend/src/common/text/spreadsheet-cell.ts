import { visibleText } from './visible-text.js';

/** What spreadsheets take for the start of a formula, also in full width and behind blanks. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

/**
 * A text as the cell of a table, to be quoted: what cannot be seen is named, so that a cell is one line and has no character that a
 * spreadsheet would leave out, and what then looks like a formula gets an apostrophe before it.
 */
export function spreadsheetCell(text: string): string {
  const visible = visibleText(text);
  return FORMULA.test(visible) ? `'${visible}` : visible;
}
