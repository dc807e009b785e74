/** The largest that is kept: a signed integer of 32 bits. */
const MOST = 2 ** 31 - 1;

/** A line of a file, from 1; null for what is none, such as 0 (Go's word for "not said"), a fraction or a number beyond all files. */
export function lineNumber(value: unknown): number | null {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST ? (value as number) : null;
}
