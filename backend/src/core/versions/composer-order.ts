import { lookupTable } from '../model/lookup-table.js';
import { byNumber, byText, type VersionOrder } from './version-order.js';

/** The words that PHP's version_compare knows, from the lowest; a number ranks between `rc` and `p`, others below all. */
const WORDS: Readonly<Record<string, number>> = lookupTable({
  dev: 0,
  alpha: 1,
  a: 1,
  beta: 2,
  b: 2,
  rc: 3,
  c: 3,
  patch: 5,
  pl: 5,
  p: 5,
});

const NUMBER = 4;
const END = 3.5;
const OTHER_WORD = -1;

/** As PHP's version_compare orders versions, by which Composer goes. */
export const composerOrder: VersionOrder = (a, b) => {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [partA, partB] = [left[index], right[index]];
    const order = rankOf(partA) - rankOf(partB) || bySameRank(partA ?? '', partB ?? '');
    if (order !== 0) return order;
  }
  return 0;
};

/** Words that are known are as good as each other: `a` is `alpha`. */
function bySameRank(a: string, b: string): number {
  if (rankOf(a) === NUMBER) return byNumber(a, b);
  return rankOf(a) === OTHER_WORD ? byText(a, b) : 0;
}

function partsOf(version: string): string[] {
  return (
    version
      .toLowerCase()
      .replace(/^v(?=\d)/, '')
      .replace(/\+.*$/s, '')
      .match(/\d+|[a-z]+/g) ?? []
  );
}

function rankOf(part: string | undefined): number {
  if (part === undefined) return END;
  return /^\d/.test(part) ? NUMBER : (WORDS[part] ?? OTHER_WORD);
}
