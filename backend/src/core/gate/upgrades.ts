import type { Finding, FindingComponent } from '../findings/finding.js';
import { upgradeOf } from '../findings/fix-order.js';
import { compareText } from '../findings/order.js';
import { compareVersions } from '../versions/compare-versions.js';
import { isToolchain, toolchainVersion } from '../upgrades/toolchain.js';
import { memoryOf } from './column-findings.js';
import type { RemedyPlan } from './remedy-plan.js';
import { counted, listed, listedFindings, WAIVABLE } from './words.js';

/** One step: these components, from this version to that one. */
interface Upgrade {
  readonly names: Set<string>;
  readonly from: string | null;
  readonly to: string;
  clears: number;
}

const MOST_SHOWN = 12;

/**
 * How to get rid of at least `excess` of the findings, in words: what of the plan clears them; and what no upgrade clears. Without a plan,
 * as verdicts said it that were given before there were any: the fewest upgrades for these findings alone, whatever other rules ask for.
 */
export function upgradeAdvice(findings: readonly Finding[], excess: number, plan?: RemedyPlan): string {
  const { sentences, open } = plan === undefined ? fewestUpgrades(findings, excess) : partOf(plan, findings, excess);
  if (open > 0) {
    const withoutVersion = findings.filter(({ fixedVersions }) => fixedVersions.length === 0);
    const unfixed = withoutVersion.filter(({ fix }) => fix === 'none');
    const unnamed = withoutVersion.filter(({ fix }) => fix === 'available');
    const untold = withoutVersion.filter(({ fix }) => fix === 'unknown');
    const fixedBelow = findings.filter(isFixedBelowOnly);
    if (unnamed.length > 0) {
      sentences.push(`A fix is available for ${listedFindings(unnamed)}, but no report names the version.`);
    }
    if (untold.length > 0) {
      sentences.push(`No report states whether a fix is available for ${listedFindings(untold)}.`);
    }
    if (unfixed.length > 0) sentences.push(`No fix is available for ${listedFindings(unfixed)}.`);
    if (fixedBelow.length > 0) {
      sentences.push(`No version above the installed one fixes ${listedFindings(fixedBelow)}.`);
    }
    const canBeTried = unnamed.length + untold.length > 0;
    sentences.push(
      canBeTried ? 'Upgrade to the newest release and scan again, or remove the component.' : 'Remove the component.',
      WAIVABLE,
    );
  }
  return sentences.join(' ');
}

interface Steps {
  readonly sentences: string[];
  /** How many findings are still too many. */
  readonly open: number;
}

/** Those steps that clear some of the findings. */
function partOf({ steps, needs }: RemedyPlan, findings: readonly Finding[], excess: number): Steps {
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

function fewestUpgrades(findings: readonly Finding[], excess: number): Steps {
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
    const to = upgradeFor(finding, finding.component);
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

function isFixedBelowOnly(finding: Finding): boolean {
  const { fixedVersions, component } = finding;
  return fixedVersions.length > 0 && component !== null && upgradeFor(finding, component) === null;
}

/** Of each component, by the nearest fixed version: several rules of several environments ask the same. */
const UPGRADES = new WeakMap<FindingComponent, Map<string, string | null>>();

function upgradeFor(finding: Finding, component: FindingComponent): string | null {
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
