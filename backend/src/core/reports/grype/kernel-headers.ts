import type { GrypeArtifact, GrypeIgnoreRule } from './grype-report.js';

/**
 * The rules that Grype ships with, as of 0.121: what is found in a kernel's sources is no fault of its headers. Package, its source
 * package and its type, of this release and of 0.85 and 0.110.
 */
const RULES = [
  ['kernel-headers', 'kernel', 'rpm'],
  ['linux(-.*)?-headers-.*', 'linux.*', 'deb'],
  ['linux-headers-.*', 'linux', 'deb'],
  ['linux-libc-dev', 'linux', 'deb'],
  ['linux-kbuild-.*', 'linux.*', 'deb'],
] as const;

const MATCH_TYPE = 'exact-indirect-match';

/**
 * Whether this is exactly one of Grype's own rules, and the package one that it is about. Any other rule was written by
 * a person.
 */
export function isKernelHeadersRule(rule: GrypeIgnoreRule, artifact: GrypeArtifact): boolean {
  const { package: about, 'match-type': matchType, ...others } = rule;
  if (!isGiven(about) || matchType !== MATCH_TYPE || Object.values(others).some(isGiven)) return false;
  const { name, type, 'upstream-name': upstream, ...more } = about;
  if (Object.values(more).some(isGiven) || type !== artifact.type) return false;
  return (
    RULES.some((own) => own[0] === name && own[1] === upstream && own[2] === type) &&
    new RegExp(`^(?:${name})$`, 'u').test(artifact.name)
  );
}

/** Go writes an empty text where a rule says nothing. */
function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== null && value !== undefined && value !== '' && value !== false;
}
