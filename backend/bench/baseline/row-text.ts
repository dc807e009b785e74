/** What a column of a row holds. Lists are of numbers, words or null. */
export type Value = string | number | boolean | null | readonly (string | number | boolean | null)[];

/** A row as COPY reads it in its text format. */
export function rowText(values: readonly Value[]): string {
  return `${values.map(valueText).join('\t')}\n`;
}

function valueText(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'object') return escaped(`{${value.map(elementText).join(',')}}`);
  return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value);
}

function elementText(element: string | number | boolean | null): string {
  if (typeof element !== 'string') return String(element);
  return `"${element.replace(/["\\]/g, '\\$&')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}
