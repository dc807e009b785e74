/**
 * A set of values as one parameter, in PostgreSQL's own notation. The driver would do the same value by value, at
 * ten times the cost, which a report of 30,000 findings feels.
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map(element).join(',')}}`;
}

function element(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? 'NULL' : String(value);
  return NEEDS_ESCAPE.test(value) ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${value}"`;
}

const NEEDS_ESCAPE = /["\\]/;
