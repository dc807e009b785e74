const TOKENS = /\d+|[a-z]+|~/gi;

const PRERELEASE = /^(?:a|alpha|b|beta|c|rc|cr|pre|preview|dev|snapshot|m|milestone)$/i;

/**
 * Orders versions of any ecosystem well enough to advise an upgrade: epoch first, numbers as numbers,
 * `~` and pre-release words before the release. It decides nothing: whether a version is affected is
 * the scanner's word.
 */
export function compareVersions(a: string, b: string): number {
  const left = tokensOf(a);
  const right = tokensOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = weight(left[index]) - weight(right[index]) || compareTokens(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** The number that a release line is known by: epoch and first number. */
export function releaseLine(version: string): string {
  return tokensOf(version).slice(0, 2).join(':');
}

function tokensOf(version: string): string[] {
  const [, epoch = '0', rest = ''] = /^(?:v|(\d+):)?(.*)$/is.exec(version.trim()) ?? [];
  return [epoch, ...(rest.replace(/\+.*$/, buildOfSemver).match(TOKENS) ?? [])];
}

/** Debian's `+deb12u1` counts, the build metadata of a semantic version does not. */
function buildOfSemver(build: string): string {
  return /^\+(?:deb|b\d|dfsg|ubuntu|esm|git)/i.test(build) ? build : '';
}

function weight(token: string | undefined): number {
  if (token === undefined) return 2;
  if (token === '~') return 0;
  if (PRERELEASE.test(token)) return 1;
  return /^\d/.test(token) ? 4 : 3;
}

function compareTokens(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0;
  if (/^\d/.test(a)) return a.length > 15 || b.length > 15 ? compareBig(a, b) : Number(a) - Number(b);
  return a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0;
}

function compareBig(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
