import { compareText } from '../findings/order.js';
import { majorLine } from '../upgrades/version-step.js';
import { compareVersions } from '../versions/compare-versions.js';
import { groupedBy } from './grouped-by.js';
import { type ComparedSide, packageKey, type PlacedComponent } from './side.js';

export interface ComponentPair {
  readonly before: PlacedComponent;
  readonly after: PlacedComponent;
}

/** Which component after is which component before. */
export interface PairedComponents {
  /** By name, those with the same version among them. */
  readonly pairs: readonly ComponentPair[];
  readonly added: readonly PlacedComponent[];
  readonly removed: readonly PlacedComponent[];
}

/**
 * Each component has at most one counterpart. Of a package with several versions those that are the same come first, then those that lie
 * at the same path, then those of one major version, then the others, the highest first. The order in which they are given makes no difference.
 */
export function pairComponents(before: Iterable<PlacedComponent>, after: Iterable<PlacedComponent>): PairedComponents {
  const [old, current] = [groupedBy(before, packageKey), groupedBy(after, packageKey)];
  const pairs: ComponentPair[] = [];
  const added: PlacedComponent[] = [];
  const removed: PlacedComponent[] = [];
  for (const [key, currents] of current) if (!old.has(key)) added.push(...currents);
  for (const [key, olds] of old) {
    const currents = current.get(key) ?? [];
    const [only, onlyNow] = [olds[0], currents[0]];
    if (olds.length === 1 && currents.length === 1 && only !== undefined && onlyNow !== undefined) {
      pairs.push({ before: only, after: onlyNow });
      continue;
    }
    const [left, right] = [new Set(highestFirst(olds)), new Set(highestFirst(currents))];
    for (const alike of LIKENESSES) pairs.push(...takePairs(left, right, alike));
    removed.push(...left);
    added.push(...right);
  }
  return {
    pairs: pairs.sort((a, b) => byName(a.after, b.after)),
    added: added.sort(byName),
    removed: removed.sort(byName),
  };
}

/** All that a side has: what its scans list, and what only a finding names. */
export function componentsOf({ facts, components }: ComparedSide): Map<string, PlacedComponent> {
  const all = new Map(components.map((component) => [component.key, component]));
  // Findings of one component share it.
  for (const component of new Set(facts.findings.map((finding) => finding.component))) {
    if (component !== null && !all.has(component.key)) all.set(component.key, { ...component, paths: [] });
  }
  return all;
}

/** By what a component may be another one's counterpart, each as a text that both share. */
type Likeness = (component: PlacedComponent) => readonly string[];

const LIKENESSES: readonly Likeness[] = [
  ({ key }) => [key],
  // Qualifiers alone differ, such as the distribution's release.
  ({ key }) => [key.replace(/\?.*$/s, '')],
  ({ version }) => [version ?? ''],
  ({ paths }) => paths,
  ({ version }) => [majorLine(version ?? '') ?? []].flat(),
  () => [''],
];

/** Takes them out of both sets. */
function takePairs(left: Set<PlacedComponent>, right: Set<PlacedComponent>, alike: Likeness): ComponentPair[] {
  if (left.size === 0 || right.size === 0) return [];
  const waiting = new Map<string, PlacedComponent[]>();
  for (const after of right) {
    for (const text of alike(after)) {
      const group = waiting.get(text);
      if (group === undefined) waiting.set(text, [after]);
      else group.push(after);
    }
  }
  const pairs: ComponentPair[] = [];
  for (const before of left) {
    const after = nextOf(alike(before), waiting, right);
    if (after === null) continue;
    left.delete(before);
    right.delete(after);
    pairs.push({ before, after });
  }
  return pairs;
}

/** The first that still has no counterpart. */
function nextOf(
  texts: readonly string[],
  waiting: ReadonlyMap<string, PlacedComponent[]>,
  right: ReadonlySet<PlacedComponent>,
): PlacedComponent | null {
  for (const text of texts) {
    const group = waiting.get(text) ?? [];
    while (group[0] !== undefined && !right.has(group[0])) group.shift();
    if (group[0] !== undefined) return group[0];
  }
  return null;
}

function highestFirst(components: readonly PlacedComponent[]): PlacedComponent[] {
  if (components.length < 2) return [...components];
  return components.toSorted(
    (a, b) =>
      Number(a.version === null) - Number(b.version === null) ||
      compareVersions(b.version ?? '', a.version ?? '', a.type) ||
      compareText(a.key, b.key),
  );
}

function byName(a: PlacedComponent, b: PlacedComponent): number {
  return compareText(a.name, b.name) || compareText(a.key, b.key);
}
