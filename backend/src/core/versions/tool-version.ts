import semver from 'semver';

/** Scanners count as npm does; a `v` before a version, and parts left out, make no difference. */
const LOOSELY = { loose: true, includePrerelease: true } as const;

/** Whether it is a range as npm writes them, such as `>=0.69.4 <0.69.7` or `0.69.4 - 0.69.6`. */
export function isToolVersionRange(text: string): boolean {
  return semver.validRange(text, LOOSELY) !== null;
}

export function isToolVersion(text: string): boolean {
  return parse(text) !== null;
}

/** Null where the version is none, so that it could be any. */
export function isToolVersionWithin(range: string, version: string): boolean | null {
  const parsed = parse(version);
  return parsed === null ? null : semver.satisfies(parsed, range, LOOSELY);
}

/** Null where one of them is no version. */
export function isToolVersionBelow(version: string, least: string): boolean | null {
  const [parsed, bound] = [parse(version), parse(least)];
  return parsed === null || bound === null ? null : semver.lt(parsed, bound);
}

function parse(version: string): semver.SemVer | null {
  return semver.parse(completed(version), LOOSELY);
}

/** `v0.75` is 0.75.0. */
function completed(version: string): string {
  const [, major, minor = '.0', patch = '.0', rest = ''] =
    /^v?(\d+)(\.\d+)?(\.\d+)?([-+].*)?$/.exec(version.trim()) ?? [];
  return major === undefined ? version : `${major}${minor}${patch}${rest}`;
}
