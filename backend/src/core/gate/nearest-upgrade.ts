import type { Finding, FindingComponent } from '../findings/finding.js';
import { upgradeOf } from '../findings/fix-order.js';
import { memoryOf } from './column-findings.js';

/** Of each component, by the nearest fixed version: several rules of several environments ask the same. */
const UPGRADES = new WeakMap<FindingComponent, Map<string, string | null>>();

/** The nearest version above the installed one that fixes it; null where none is named. */
export function nearestUpgrade(finding: Finding, component: FindingComponent): string | null {
  const { fixedVersions } = finding;
  const [nearest] = fixedVersions;
  if (nearest === undefined) return null;
  const memory = memoryOf(finding);
  if (memory !== null) {
    return (memory.upgrade ??= { to: upgradeOf(fixedVersions, component.version, component.type) }).to;
  }
  let known = UPGRADES.get(component);
  if (known === undefined) UPGRADES.set(component, (known = new Map()));
  let to = known.get(nearest);
  if (to === undefined) {
    to = upgradeOf(fixedVersions, component.version, component.type);
    known.set(nearest, to);
  }
  return to;
}
