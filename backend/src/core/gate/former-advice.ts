import type { Finding, FindingComponent } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import { isToolchain, toolchainVersion } from '../upgrades/toolchain.js';
import { compareVersions } from '../versions/compare-versions.js';
import { memoryOf } from './column-findings.js';
import { nearestUpgrade } from './nearest-upgrade.js';
import type { RemedyPlan } from './remedy-plan.js';
import { counted, listed } from './words.js';

// Verdicts are kept as they were given, and replays give them again byte by byte: here is how earlier versions found upgrades, and how they said them.

/** One step: these components, from this version to that one. */
interface Upgrade {
  readonly names: Set<string>;
  readonly from: string | null;
  readonly to: string;
  clears: number;
}

const MOST_SHOWN = 12;

export interface Steps {
  readonly sentences: string[];
  /** How many findings are still too many. */
  readonly open: number;
}

/** By a plan for all rules, before source packages were known: those steps that clear some of the findings. */
export function formerPart({ steps, needs }: RemedyPlan, findings: readonly Finding[], excess: number): Steps {
  const place = needs.indexOf(findings);
  const upgrades = new Map<string, Upgrade>();
  const toolchains: string[] = [];
  let open = excess;
  for (const { type, name, packages, from, to, brings } of steps) {
    const cleared = brings[place] ?? 0;
    if (cleared === 0) continue;
    open -= cleared;
    if (isToolchain({ type, name })) {
      toolchains.push(`Rebuild with Go ${toolchainVersion(to)} or newer.`);
      continue;
    }
    const key = keyOf(type, from, to);
    const upgrade = upgrades.get(key) ?? { names: new Set(), from, to, clears: 0 };
    for (const each of packages) upgrade.names.add(each);
    upgrade.clears += cleared;
    upgrades.set(key, upgrade);
  }
  return { sentences: [...spelled(inOrder(upgrades)), ...toolchains], open };
}

/** Before rules had a plan in common: the fewest upgrades for these findings alone, whatever other rules ask for. */
export function fewestUpgrades(findings: readonly Finding[], excess: number): Steps {
  const chosen: Upgrade[] = [];
  let open = excess;
  for (const upgrade of upgradesFor(findings)) {
    if (open <= 0) break;
    chosen.push(upgrade);
    open -= upgrade.clears;
  }
  return { sentences: spelled(chosen), open };
}

function spelled(upgrades: readonly Upgrade[]): string[] {
  if (upgrades.length === 0) return [];
  const steps = upgrades.slice(0, MOST_SHOWN).map(spell);
  const more = upgrades.length - steps.length;
  return [`Upgrade ${steps.join('; ')}${more > 0 ? `; and ${counted(more, 'more', 'more')}` : ''}.`];
}

/** Those that clear most come first. Components that move together, such as libcrypto3 and libssl3, are one step. */
function upgradesFor(findings: readonly Finding[]): Upgrade[] {
  const byComponent = new Map<string, { finding: Finding; to: string; clears: number }>();
  for (const finding of findings) {
    if (finding.component === null) continue;
    const to = nearestUpgrade(finding, finding.component);
    if (to === null) continue;
    const known = byComponent.get(finding.component.key);
    if (known === undefined) {
      byComponent.set(finding.component.key, { finding, to, clears: 1 });
      continue;
    }
    known.finding = finding;
    known.clears += 1;
    if (known.to !== to && isAtLeast(to, known.to, finding, finding.component)) known.to = to;
  }
  const steps = new Map<string, Upgrade>();
  for (const { finding, to, clears } of byComponent.values()) {
    const { type = '', name = '', version: from = null } = finding.component ?? {};
    const key = keyOf(type, from, to);
    const step = steps.get(key) ?? { names: new Set(), from, to, clears: 0 };
    step.names.add(name);
    step.clears += clears;
    steps.set(key, step);
  }
  return inOrder(steps);
}

function keyOf(type: string, from: string | null, to: string): string {
  return JSON.stringify([type, from, to]);
}

function inOrder(steps: ReadonlyMap<string, Upgrade>): Upgrade[] {
  return [...steps.entries()]
    .sort(([keyA, a], [keyB, b]) => b.clears - a.clears || compareText(keyA, keyB))
    .map(([, step]) => step);
}

/** Whether what fixes the finding is as high as another version, or higher. */
function isAtLeast(to: string, other: string, finding: Finding, { type }: FindingComponent): boolean {
  const memory = memoryOf(finding);
  if (memory === null) return compareVersions(other, to, type) <= 0;
  if (memory.compared?.with !== other)
    memory.compared = { with: other, isAtLeast: compareVersions(other, to, type) <= 0 };
  return memory.compared.isAtLeast;
}

function spell({ names, from, to }: Upgrade): string {
  const distinct = [...names].sort(compareText);
  return `${listed(distinct)}${from === null ? '' : ` from ${from}`} to ${to}`;
}
