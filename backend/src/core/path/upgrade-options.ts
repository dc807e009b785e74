import type { Finding } from '../findings/finding.js';
import { compareVersions, isAbove } from '../versions/compare-versions.js';
import { isFixedIn } from './cleared-by.js';
import type { PackageGroup } from './package-group.js';
import { type StepSize, stepSize } from './version-step.js';

/** A version that a group of packages can be upgraded to. */
export interface UpgradeOption {
  readonly to: string;
  readonly size: StepSize;
  readonly clears: ReadonlySet<Finding>;
}

/**
 * The versions that the group's findings are said to be fixed in, ascending, each with what it clears. Versions below the installed one are
 * left out. The highest clears all that any of them does.
 */
export function upgradeOptions({ type, from, findings }: PackageGroup): UpgradeOption[] {
  const versions = new Set(findings.flatMap(({ fixedVersions }) => fixedVersions));
  const candidates = [...versions]
    .filter((version) => from === null || isAbove(version, from, type))
    .sort((a, b) => compareVersions(a, b, type));
  return candidates
    .map((to) => ({ to, size: stepSize(from, to), clears: clearedBy(to, findings, type) }))
    .filter(({ clears }) => clears.size > 0);
}

function clearedBy(version: string, findings: readonly Finding[], type: string): ReadonlySet<Finding> {
  // Many findings of a package have the same fixes.
  const known = new Map<string, boolean>();
  return new Set(
    findings.filter(({ fixedVersions }) => {
      if (fixedVersions.length === 0) return false;
      const key = fixedVersions.join('\n');
      let isFixed = known.get(key);
      if (isFixed === undefined) known.set(key, (isFixed = isFixedIn(version, fixedVersions, type)));
      return isFixed;
    }),
  );
}
