import { splitEpoch } from './epoch.js';
import { byNumber, byText, type VersionOrder } from './version-order.js';

/** By runs of digits and letters, as most package managers order most versions: for types whose rules are not known. */
export const genericOrder: VersionOrder = (a, b) => {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
};

function partsOf(version: string): string[] {
  const [epoch, rest] = splitEpoch(version);
  return [epoch, ...(rest.replace(/^v(?=\d)/, '').match(/\d+|[a-z]+|~/gi) ?? [])];
}

function compareParts(a: string | undefined, b: string | undefined): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB || a === undefined || b === undefined) return rankA - rankB;
  return rankA === NUMBER ? byNumber(a, b) : byText(a, b);
}

const NUMBER = 3;

/** `1.0~rc1` and `1.0-rc1` come before `1.0`, and `1.0.1` after it; `1.0-r1` and `1.0-deb1` are revisions of 1.0. */
function rankOf(part: string | undefined): number {
  if (part === '~') return -1;
  if (part === undefined) return 1;
  if (/^\d/.test(part)) return NUMBER;
  return /^(?:alpha|beta|a|b|c|rc|pre|preview|dev|snapshot|m)$/i.test(part) ? 0 : 2;
}
