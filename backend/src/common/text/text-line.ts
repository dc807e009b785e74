/** Something to read on one line, without controls and what is not seen. */
export const TEXT_LINE = /^\P{C}*[^\p{C}\s]\P{C}*$/u;

export function isTextLine(text: string, longest: number): boolean {
  return text.length <= longest && TEXT_LINE.test(text);
}
