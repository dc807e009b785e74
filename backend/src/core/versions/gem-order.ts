import { byItems, byNumber, byText, type VersionOrder } from './version-order.js';

/** RubyGems: numbers and words, words (of pre-releases) before numbers; `1.0-x` is the pre-release `1.0.pre.x`. */
export const gemOrder: VersionOrder = (a, b) => byItems(segmentsOf(a), segmentsOf(b), '0', compareSegments);

function segmentsOf(version: string): string[] {
  const segments =
    version
      .trim()
      .replaceAll('-', '.pre.')
      .match(/[0-9]+|[a-z]+/gi) ?? [];
  const word = segments.findIndex((segment) => !/^\d/.test(segment));
  const numbers = word < 0 ? segments : segments.slice(0, word);
  return [...withoutZeros(numbers), ...(word < 0 ? [] : withoutZeros(segments.slice(word)))];
}

/** Zeros at the end say nothing. */
function withoutZeros(segments: readonly string[]): string[] {
  const last = segments.findLastIndex((segment) => !/^0+$/.test(segment));
  return segments.slice(0, last + 1);
}

function compareSegments(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d/.test(a), /^\d/.test(b)];
  if (isNumberA !== isNumberB) return Number(isNumberA) - Number(isNumberB);
  return isNumberA ? byNumber(a, b) : byText(a, b);
}
