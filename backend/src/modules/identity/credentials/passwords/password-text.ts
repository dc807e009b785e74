/**
 * The same characters, however a keyboard composes them (é is one code point, or two). Nothing else is changed: NFC, as
 * RFC 8265 has it for passwords, makes no character into another.
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFC');
}
