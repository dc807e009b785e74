/** Something to read on one line, without controls and what is not seen. Looks at each character twice at most. */
export const TEXT_LINE = /^(?=\s*[^\p{C}\s])\P{C}*$/u;

export function isTextLine(text: string, longest: number): boolean {
  return text.length <= longest && TEXT_LINE.test(text);
}
