import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { spreadsheetCell } from './spreadsheet-cell.js';

/**
 * Rows as the text of a file for spreadsheets; read no faster than it is taken. Spreadsheets run text that starts like
 * a formula, and every sender can put such a name into a report. Every cell is quoted, empty ones too.
 */
export function spreadsheetTable<Column extends string>(
  columns: readonly Column[],
  rows: AsyncIterable<Readonly<Record<Column, unknown>>>,
): Readable {
  const table = stringify({
    header: true,
    // Headings are texts like any other: an environment may be called anything.
    columns: columns.map((key) => ({ key, header: spreadsheetCell(key) })),
    record_delimiter: 'windows',
    quoted: true,
    quoted_empty: true,
    cast: { string: spreadsheetCell },
  });
  const source = Readable.from(rows);
  source.on('error', (error) => table.destroy(error));
  table.on('close', () => source.destroy());
  return source.pipe(table);
}
