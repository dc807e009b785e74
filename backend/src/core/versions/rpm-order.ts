import { splitEpoch, splitRevision } from './epoch.js';
import { byNumber, byText, type VersionOrder } from './version-order.js';

/** rpm-version(7): epoch, version, release. A version that names no release is taken for all of them. */
export const rpmOrder: VersionOrder = (a, b) => {
  const [[epochA, restA], [epochB, restB]] = [splitEpoch(a), splitEpoch(b)];
  const [[versionA, releaseA], [versionB, releaseB]] = [splitRevision(restA), splitRevision(restB)];
  return byNumber(epochA, epochB) || bySegments(versionA, versionB) || bySegments(releaseA ?? '', releaseB ?? '');
};

/** Numbers and words; all else but `~` (before the end) and `^` (after it, before any other segment) only parts them. */
function bySegments(a: string, b: string): number {
  const segments = (text: string): string[] => text.match(/[0-9]+|[A-Za-z]+|~|\^/g) ?? [];
  const [left, right] = [segments(a), segments(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = bySegment(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function bySegment(a: string | undefined, b: string | undefined): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB || a === undefined || b === undefined) return rankA - rankB;
  return rankA === NUMBER ? byNumber(a, b) : byText(a, b);
}

const NUMBER = 4;

function rankOf(segment: string | undefined): number {
  if (segment === undefined) return 1;
  if (segment === '~') return 0;
  if (segment === '^') return 2;
  return /^\d/.test(segment) ? NUMBER : 3;
}
