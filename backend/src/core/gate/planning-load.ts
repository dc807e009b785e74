import type { Finding } from '../findings/finding.js';

/** What it takes to look at one finding, and to compare two versions of no length, in the characters of versions. */
const ROW = 10;
const COMPARISON = 60;
/** What it takes to ask whether one version clears the findings of another. */
const CLEARS = 0.25;

interface Fixes {
  /** How many the findings name. */
  count: number;
  /** The longest, in characters. */
  longest: number;
  /** Of the installed version, in characters. */
  readonly installed: number;
}

/**
 * How much there is to plan for needs of these findings at most, in characters of versions that are compared: upgrades are planned among all the fixed versions
 * that a component's findings name, each of which is compared with others and with the installed one, and asked whether it clears what they fix.
 * A thousand take some 60 µs.
 */
export function planningLoad(needs: readonly (readonly Finding[])[]): number {
  const findings = new Set(needs.flat());
  const byComponent = new Map<string, Fixes>();
  // Packages of one version may be upgraded together.
  const byVersion = new Map<string, number>();
  for (const { component, fixedVersions } of findings) {
    if (component === null || fixedVersions.length === 0) continue;
    const { key, version } = component;
    let fixes = byComponent.get(key);
    if (fixes === undefined) byComponent.set(key, (fixes = { count: 0, longest: 0, installed: version?.length ?? 0 }));
    fixes.count += fixedVersions.length;
    for (const { length } of fixedVersions) fixes.longest = Math.max(fixes.longest, length);
    byVersion.set(version ?? '', (byVersion.get(version ?? '') ?? 0) + fixedVersions.length);
  }
  let load = findings.size * ROW;
  for (const { count, longest, installed } of byComponent.values()) {
    load += count * (COMPARISON + 2 * longest + installed);
  }
  for (const count of byVersion.values()) load += CLEARS * count * count;
  return load;
}
