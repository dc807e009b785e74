import type { Finding, FindingComponent } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import { OF_DISTRIBUTIONS } from '../model/purl.js';
import { compareVersions } from '../versions/compare-versions.js';
import { isToolchain } from './toolchain.js';

/** Packages that are upgraded in one step: a source package with its binaries, or one package. */
export interface PackageGroup {
  /** Package URL type. */
  readonly type: string;
  /** The source package where it is known, else the first of the packages. */
  readonly name: string;
  /** Whether that is a source package. */
  readonly isSource: boolean;
  /** The installed version, of several the lowest; null where one is not known. */
  readonly from: string | null;
  /** Distinct, by name. */
  readonly components: readonly FindingComponent[];
  /** In the order in which they were given. */
  readonly findings: readonly Finding[];
}

/** The source package that a binary package is built from; null where it is not known. */
export type SourceOf = (component: FindingComponent) => string | null;

/**
 * Findings by what has to be upgraded. Packages of one source are one group; where the source is not known, packages of a distribution
 * that have one version and a vulnerability in common. Go's standard library is one group, whichever versions of it were compiled in: an image
 * is built with one Go. Findings without a component are left out.
 */
export function packageGroups(findings: readonly Finding[], sourceOf: SourceOf): PackageGroup[] {
  const parts = new Map<string, Part>();
  const joints = new Map<string, Map<string, Part>>();
  for (const [place, finding] of findings.entries()) {
    const { component } = finding;
    if (component === null) continue;
    let part = parts.get(component.key);
    if (part === undefined) {
      part = newPart(component, sourceOf(component), joints);
      parts.set(component.key, part);
      if (!part.isJoinedByAdvisories) join(part, '');
    }
    part.places.push(place);
    if (part.isJoinedByAdvisories) join(part, finding.advisory?.id ?? '');
  }
  const groups = new Map<Part, Part[]>();
  for (const part of parts.values()) {
    const root = rootOf(part);
    const known = groups.get(root);
    if (known === undefined) groups.set(root, [part]);
    else known.push(part);
  }
  return Array.from(groups.values(), (group) => groupOf(group, findings)).sort(
    (a, b) => compareText(a.type, b.type) || compareText(a.name, b.name) || compareText(a.from ?? '', b.from ?? ''),
  );
}

/** A package, and which others it is upgraded with: those that have the same root. */
interface Part {
  readonly component: FindingComponent;
  readonly source: string | null;
  /** Of its findings. */
  readonly places: number[];
  /** Whether it is those with a vulnerability in common, of a distribution whose sources are not known. */
  readonly isJoinedByAdvisories: boolean;
  /** By what joins: the first part that has it, of those that could be of one group. */
  readonly joints: Map<string, Part>;
  /** Null for a root. */
  parent: Part | null;
}

function newPart(component: FindingComponent, source: string | null, joints: Map<string, Map<string, Part>>): Part {
  const isJoinedByAdvisories = source === null && OF_DISTRIBUTIONS.has(component.type);
  const key = keyOf(component, source, isJoinedByAdvisories);
  let ofKey = joints.get(key);
  if (ofKey === undefined) joints.set(key, (ofKey = new Map()));
  return { component, source, places: [], isJoinedByAdvisories, joints: ofKey, parent: null };
}

/** Parts that have another key are never in one group. What is missing is the place of a line: no text can be taken for two. */
function keyOf(component: FindingComponent, source: string | null, isOfDistribution: boolean): string {
  const { type, name, version } = component;
  const installed = version === null || isToolchain(component) ? '' : JSON.stringify(version);
  const built = source ?? (isOfDistribution ? '' : name);
  return `${type}\n${installed}\n${source === null ? 'package' : 'source'}\n${built}`;
}

function join(part: Part, by: string): void {
  const first = part.joints.get(by);
  if (first === undefined) {
    part.joints.set(by, part);
    return;
  }
  const [root, other] = [rootOf(first), rootOf(part)];
  if (root !== other) other.parent = root;
}

function rootOf(part: Part): Part {
  let root = part;
  while (root.parent !== null) root = root.parent;
  // The way is shorter next time.
  for (let at = part; at.parent !== null;) {
    const { parent } = at;
    at.parent = root;
    at = parent;
  }
  return root;
}

/** `Component.key` of each package of a distribution that something was found in: others are built from no source package. */
export function distributionKeys(findings: readonly Finding[]): string[] {
  const keys = new Set<string>();
  for (const { component } of findings) {
    if (component !== null && OF_DISTRIBUTIONS.has(component.type)) keys.add(component.key);
  }
  return [...keys];
}

function groupOf(parts: readonly Part[], all: readonly Finding[]): PackageGroup {
  const [{ component: first, source, places }] = parts as readonly [Part];
  const { type, name, version } = first;
  const isSource = source !== null;
  if (parts.length === 1)
    return { type, name: source ?? name, isSource, from: version, components: [first], findings: at(places, all) };
  const byName = new Map(parts.map(({ component }) => [component.name, component]));
  const components = [...byName.values()].sort((a, b) => compareText(a.name, b.name));
  return {
    type,
    name: source ?? components[0]?.name ?? name,
    isSource,
    from: parts.map(({ component }) => component.version).reduce((a, b) => lower(a, b, type)),
    components,
    findings: at(
      parts.flatMap((part) => part.places).sort((a, b) => a - b),
      all,
    ),
  };
}

function at(places: readonly number[], findings: readonly Finding[]): Finding[] {
  return places.map((place) => findings[place]).filter((finding) => finding !== undefined);
}

function lower(a: string | null, b: string | null, type: string): string | null {
  if (a === null || b === null) return null;
  return compareVersions(a, b, type) <= 0 ? a : b;
}
