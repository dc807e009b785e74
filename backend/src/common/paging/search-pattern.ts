/** What was typed, as a pattern for ILIKE: anywhere in the text, its own wildcards without meaning. */
export function containing(typed: string): string {
  return `%${typed.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
