/**
 * Whether a doublestar pattern, as Trivy and Grype match paths, covers no less as a waiver's path. There `**` beside other letters is `*`, and
 * brackets, braces and `?` stand for something; here they would be other, or only themselves.
 */
export function isPlainPattern(pattern: string): boolean {
  return !/[?[\]{}\\]/.test(pattern) && pattern.split('/').every((part) => part === '**' || !part.includes('**'));
}
