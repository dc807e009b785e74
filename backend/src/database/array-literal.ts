/** An array of texts as PostgreSQL writes it: inside another array it has no length of its own, so it travels as text. */
export function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`;
}
