import { compare, parse, SemVer } from 'semver';
import { genericOrder } from './generic-order.js';
import { byItems, byNumber, orderOfParsed, type VersionOrder } from './version-order.js';

interface SemanticVersion {
  /** More than three in NuGet. */
  readonly numbers: readonly string[];
  readonly prerelease: SemVer;
}

/** Semantic versions, with what ecosystems make of them: `v1.2.3` of Go, and missing numbers, which are 0. */
export const semanticOrder = orderOfParsed(parseVersion, compareParsed, genericOrder);

/** The same, with a fourth number, and in any case. */
export const nugetOrder: VersionOrder = (a, b) => semanticOrder(a.toLowerCase(), b.toLowerCase());

const RELEASE = new SemVer('0.0.0');

function parseVersion(version: string): SemanticVersion | null {
  const [, numbers, prerelease = ''] =
    /^(?:v|go|=)?\s*(\d+(?:\.\d+)*)(?!\d)(?:-?([0-9A-Za-z-][0-9A-Za-z.-]*))?(?:\+.*)?$/s.exec(version.trim()) ?? [];
  if (numbers === undefined) return null;
  const parsed = prerelease === '' ? RELEASE : parse(`0.0.0-${prerelease}`, { loose: true });
  return parsed === null ? null : { numbers: numbers.split('.'), prerelease: parsed };
}

function compareParsed(a: SemanticVersion, b: SemanticVersion): number {
  return byItems(a.numbers, b.numbers, '0', byNumber) || compare(a.prerelease, b.prerelease);
}
