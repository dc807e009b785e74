/** What was typed, as a pattern for ILIKE: anywhere in the text, its own wildcards without meaning. */
export function containing(typed: string): string {
  return `%${typed.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** Folding the case of ASCII alone takes half the time, and is enough where nothing else is looked for. */
export function collationFor(typed: string): string {
  return /^[ -~]*$/.test(typed) ? 'COLLATE "C"' : '';
}
