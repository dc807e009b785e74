import type { Finding } from '../findings/finding.js';
import { isDowngrade } from '../findings/fix-order.js';
import { byEcosystem, compareVersions } from '../versions/compare-versions.js';
import { isFixedBy } from './cleared-by.js';
import { fixVersions } from './fix-versions.js';
import type { PackageGroup } from './package-group.js';
import { type StepSize, stepSize } from './version-step.js';

/** A version that a group of packages can be upgraded to. */
export interface UpgradeOption {
  readonly to: string;
  /** Worked out when it is asked for: most packages have one option, and no choice. */
  readonly size: StepSize;
  /** What it clears: never none. */
  readonly clears: readonly FixClass[];
}

/** Findings that have the same fixes, in packages of one version: a version clears all of them, or none. */
export interface FixClass {
  /** Its place among those of the group. */
  readonly place: number;
  readonly installed: string | null;
  readonly fixes: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * The versions that the group's findings are said to be fixed in, ascending, each with what it clears. Versions below the installed one are
 * left out. The highest clears all that any of them does.
 */
export function upgradeOptions({ type, from, findings }: PackageGroup): UpgradeOption[] {
  const classes = fixClasses(findings);
  const [lowest, another] = classes;
  if (lowest === undefined) return [];
  const [only, ...others] = lowest.fixes;
  if (another === undefined && only !== undefined && others.length === 0) {
    return isDowngrade(lowest.installed, only, type) ? [] : [new Option(from, only, classes)];
  }
  const versions = [...new Set(classes.flatMap(({ fixes }) => fixes))].sort((a, b) => compareVersions(a, b, type));
  const ranks = ranksOf(versions, type);
  const rankOf = (version: string) => ranks.get(version) ?? 0;
  const order = (a: string, b: string) => rankOf(a) - rankOf(b);
  const installed = [...new Set(classes.map((each) => each.installed))];
  // Nearly always there is one installed version, and nearly every finding has one fix.
  const lone = classes.map(({ fixes: [first = '', ...others] }) => (others.length === 0 ? rankOf(first) : null));
  return versions.flatMap((to) => {
    const upgraded = installed.filter((from) => !isDowngrade(from, to, type));
    if (upgraded.length === 0) return [];
    const rank = rankOf(to);
    const clears = classes.filter((each, place) => {
      if (upgraded.length < installed.length && !upgraded.includes(each.installed)) return false;
      const fix = lone[place] ?? null;
      return fix === null ? isFixedBy(to, each.fixes, order) : rank >= fix;
    });
    return clears.length === 0 ? [] : [new Option(from, to, clears)];
  });
}

class Option implements UpgradeOption {
  #size: StepSize | null = null;

  constructor(
    private readonly from: string | null,
    readonly to: string,
    readonly clears: readonly FixClass[],
  ) {}

  get size(): StepSize {
    return (this.#size ??= stepSize(this.from, this.to));
  }
}

function fixClasses(findings: readonly Finding[]): FixClass[] {
  const classes = new Map<string, FixClass & { findings: Finding[] }>();
  for (const finding of findings) {
    const { fixedVersions, component } = finding;
    const fixes = fixVersions(fixedVersions);
    if (fixes.length === 0) continue;
    const installed = component?.version ?? null;
    const [first = '', ...others] = fixes;
    const key = others.length === 0 ? `${installed}\n${first}` : JSON.stringify([installed, ...fixes]);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { place: classes.size, installed, fixes, findings: [finding] });
    else known.findings.push(finding);
  }
  return [...classes.values()];
}

/** Each version is compared with its neighbour alone, however many findings name it. `ascending`: two spellings of one version have one rank. */
function ranksOf(ascending: readonly string[], type: string): ReadonlyMap<string, number> {
  let rank = 0;
  return new Map(
    ascending.map((version, place) => {
      const before = ascending[place - 1];
      if (before !== undefined && byEcosystem(before, version, type) !== 0) rank += 1;
      return [version, rank];
    }),
  );
}
