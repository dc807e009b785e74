/**
 * Which of two versions is higher, by their runs of digits and letters, as most package managers order most versions.
 * Good enough to say which of several fixes to upgrade to; no verdict rests on it.
 */
export function compareVersions(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return a < b ? -1 : Number(a > b);
}

/** The epoch of Debian's and RPM's versions comes first: `1:2.20` is above 2.30, whose epoch is 0. */
function partsOf(version: string): string[] {
  const [, epoch = '0', rest = version] = /^(\d+):(.*)$/s.exec(version) ?? [];
  return [epoch, ...(rest.replace(/^v(?=\d)/, '').match(/\d+|[a-z]+|~/gi) ?? [])];
}

function compareParts(a: string | undefined, b: string | undefined): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB || a === undefined || b === undefined) return rankA - rankB;
  if (rankA !== NUMBER) return a < b ? -1 : Number(a > b);
  const difference = BigInt(a) - BigInt(b);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

const NUMBER = 3;

/** `1.0~rc1` and `1.0-rc1` come before `1.0`, and `1.0.1` after it; `1.0-r1` and `1.0-deb1` are revisions of 1.0. */
function rankOf(part: string | undefined): number {
  if (part === '~') return -1;
  if (part === undefined) return 1;
  if (/^\d/.test(part)) return NUMBER;
  return /^(?:alpha|beta|a|b|c|rc|pre|preview|dev|snapshot|m)$/i.test(part) ? 0 : 2;
}
