import { splitEpoch, splitRevision } from './epoch.js';
import { byItems, byNumber, type VersionOrder } from './version-order.js';

/** deb-version(7): epoch, upstream version, revision. */
export const debianOrder: VersionOrder = (a, b) => {
  const [[epochA, restA], [epochB, restB]] = [splitEpoch(a), splitEpoch(b)];
  const [[upstreamA, revisionA], [upstreamB, revisionB]] = [splitRevision(restA), splitRevision(restB)];
  return byNumber(epochA, epochB) || byRuns(upstreamA, upstreamB) || byRuns(revisionA ?? '', revisionB ?? '');
};

function byRuns(a: string, b: string): number {
  // Runs of other characters at the even places, runs of digits at the odd ones.
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [runA = '', runB = ''] = [left[index], right[index]];
    if (runA === runB) continue;
    const order = index % 2 === 1 ? byNumber(runA, runB) : byCharacters(runA, runB);
    if (order !== 0) return order;
  }
  return 0;
}

function byCharacters(a: string, b: string): number {
  const ranks = (text: string): number[] => Array.from(text, rankOf);
  return byItems(ranks(a), ranks(b), END, (left, right) => left - right);
}

const END = 0;

/** A tilde comes before the end, letters before all else. */
function rankOf(character: string): number {
  if (character === '~') return -1;
  const code = character.codePointAt(0) ?? 0;
  return /[A-Za-z]/.test(character) ? code : code + 0x11_0000;
}
