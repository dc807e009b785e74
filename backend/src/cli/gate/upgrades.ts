import type { Finding } from '../../core/findings/finding.js';
import { compareText } from '../../core/findings/order.js';
import { compareVersions, releaseLine } from './version-order.js';

/** One component to upgrade, and how many findings that clears. */
export interface Upgrade {
  readonly component: string;
  readonly from: string;
  readonly to: string;
  readonly clears: number;
}

/** The fewest upgrades that clear every finding that can be fixed: one a component, most effective first. */
export function fewestUpgrades(findings: readonly Finding[]): Upgrade[] {
  const byComponent = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!finding.component?.version || fixesOf(finding).length === 0) continue;
    const group = byComponent.get(finding.component.key);
    if (group) group.push(finding);
    else byComponent.set(finding.component.key, [finding]);
  }
  return [...byComponent.values()]
    .flatMap((group) => upgradeOf(group) ?? [])
    .sort((a, b) => b.clears - a.clears || compareText(a.component, b.component));
}

/** The lowest version that clears all of a component's findings, else the one that clears most. */
function upgradeOf(findings: readonly Finding[]): Upgrade | null {
  const component = findings[0]?.component;
  if (!component?.version) return null;
  const from = component.version;
  const fixes = findings.map(fixesOf);
  const candidates = [...new Set(fixes.flat())]
    .filter((version) => compareVersions(version, from) > 0)
    .sort(compareVersions);
  let best: Upgrade | null = null;
  for (const to of candidates) {
    const clears = fixes.filter((versions) => isFixedIn(to, versions)).length;
    if (clears > (best?.clears ?? 0)) best = { component: component.name, from, to, clears };
  }
  return best;
}

/** A problem fixed in 1.2.9 and 2.0.4 is fixed in 1.3 and 2.1, but not in 2.0.1. */
function isFixedIn(version: string, fixes: readonly string[]): boolean {
  const sameLine = fixes.filter((fix) => releaseLine(fix) === releaseLine(version));
  return (sameLine.length > 0 ? sameLine : fixes).some((fix) => compareVersions(version, fix) >= 0);
}

/** Scanners write several fixed versions as a list in one text. */
function fixesOf(finding: Finding): string[] {
  return finding.fixedVersions.flatMap((text) => text.split(/\s*(?:,|\|\|)\s*/)).filter((version) => version !== '');
}
