import { lookupTable } from '../model/lookup-table.js';
import { byNumber, byText, type VersionOrder } from './version-order.js';

interface Token {
  readonly isAfterDot: boolean;
  readonly text: string;
}

/** What comes before the release itself, then the release (''), then service packs; other words come after these. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];

const ALIASES: Readonly<Record<string, string>> = lookupTable({ ga: '', final: '', release: '', cr: 'rc' });

/** One letter is a qualifier only where a number follows: `1-a1` is an alpha, `1-a` is not. */
const SHORT: Readonly<Record<string, string>> = lookupTable({ a: 'alpha', b: 'beta', m: 'milestone' });

/** Maven's version order, as its POM reference states it. */
export const mavenOrder: VersionOrder = (a, b) => {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index], right[index]];
    const order = compareTokens(one ?? padding(other), other ?? padding(one));
    if (order !== 0) return order;
  }
  return 0;
};

function tokensOf(version: string): Token[] {
  const tokens: Token[] = [];
  let isAfterDot = true;
  const parts = version.toLowerCase().match(/\d+|[^\d.-]+|[.-]/g) ?? [];
  let wasSeparator = true;
  for (const [index, part] of parts.entries()) {
    if (part === '.' || part === '-') {
      // Two separators in a row have an empty part between them.
      if (wasSeparator && index > 0) tokens.push({ isAfterDot, text: '0' });
      isAfterDot = part === '.';
      wasSeparator = true;
      continue;
    }
    if (!wasSeparator) isAfterDot = false;
    const next = parts[index + 1] ?? '';
    tokens.push({ isAfterDot, text: wordOf(part, /^\d/.test(next)) });
    wasSeparator = false;
  }
  return trimmed(tokens);
}

function wordOf(part: string, isBeforeNumber: boolean): string {
  if (isNumber(part)) return part.replace(/^0+(?=\d)/, '');
  return ALIASES[part] ?? (isBeforeNumber ? SHORT[part] : undefined) ?? part;
}

/** Zeros and release words say nothing at the end, and before a hyphen. */
function trimmed(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  for (const token of tokens) {
    if (!token.isAfterDot) dropEmpty(kept);
    kept.push(token);
  }
  dropEmpty(kept);
  return kept;
}

function dropEmpty(tokens: Token[]): void {
  while (tokens.length > 0 && /^0?$/.test(tokens.at(-1)?.text ?? '')) tokens.pop();
}

function padding(other: Token | undefined): Token {
  return { isAfterDot: other?.isAfterDot ?? true, text: other !== undefined && isNumber(other.text) ? '0' : '' };
}

function compareTokens(a: Token, b: Token): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  return isNumber(a.text) ? byNumber(a.text, b.text) : byText(a.text, b.text);
}

/** Words come before numbers, and a number after a hyphen before one after a dot. */
function rankOf({ isAfterDot, text }: Token): number {
  if (isNumber(text)) return QUALIFIERS.length + (isAfterDot ? 2 : 1);
  const place = QUALIFIERS.indexOf(text);
  return place < 0 ? QUALIFIERS.length : place;
}

function isNumber(text: string): boolean {
  return /^\d/.test(text);
}
