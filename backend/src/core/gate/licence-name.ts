import { matchesWildcard } from './wildcard.js';

/** A licence as people read it: one kind of dash and of space, no letters that nobody sees, in small letters. */
export function readLicence(written: string): string {
  return written
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu, (letter) => (/\s/.test(letter) ? ' ' : ''))
    .replace(/[\p{Pd}\u2212\u2043]/gu, '-')
    .replace(/[\p{Zs}\s]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** Of each list, which an environment asks of every artifact. */
const READ = new WeakMap<readonly string[], readonly string[]>();

/** Each of them as `readLicence` gives it. The list must not change. */
export function readLicences(written: readonly string[]): readonly string[] {
  let read = READ.get(written);
  if (read === undefined) READ.set(written, (read = written.map(readLicence)));
  return read;
}

/** Whether a licence has a name that one of the patterns allows. Both as they are read. */
export function isAllowedName(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesWildcard(pattern, name));
}

/**
 * Whether a name may be one that a pattern denies: also with `+` behind it, and with its parts put together in another way, for
 * `SSPL 1.0` is no other licence than `SSPL-1.0`.
 */
export function isDeniedName(name: string, patterns: readonly string[]): boolean {
  const names = new Set([name, name.replace(/\++$/, '')]);
  return patterns.some((pattern) =>
    [...names].some((each) => matchesWildcard(pattern, each) || matchesWildcard(joined(pattern), joined(each))),
  );
}

function joined(text: string): string {
  return text.replace(/[-_ ]+/g, '');
}

/** The words of a text that is no expression, and as many in a row as a pattern has. */
export function isDeniedInWords(text: string, patterns: readonly string[]): boolean {
  const words = text.split(/[^\p{L}\p{N}.+*_-]+/u).filter((word) => word !== '');
  const lengths = new Set([1, ...patterns.map((pattern) => pattern.split(' ').length)]);
  for (const length of lengths) {
    for (let start = 0; start + length <= words.length; start += 1) {
      if (isDeniedName(words.slice(start, start + length).join(' '), patterns)) return true;
    }
  }
  return isDeniedName(text, patterns);
}
