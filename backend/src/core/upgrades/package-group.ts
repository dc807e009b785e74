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
  const byComponent = new Map<string, { component: FindingComponent; findings: Finding[] }>();
  for (const finding of findings) {
    const { component } = finding;
    if (component === null) continue;
    const known = byComponent.get(component.key);
    if (known === undefined) byComponent.set(component.key, { component, findings: [finding] });
    else known.findings.push(finding);
  }
  const groups = new Map<string, PackageGroup[]>();
  for (const { component, findings: own } of byComponent.values()) {
    const source = sourceOf(component);
    const isOfDistribution = OF_DISTRIBUTIONS.has(component.type);
    const key = keyOf(component, source, isOfDistribution);
    const group = {
      type: component.type,
      name: source ?? component.name,
      isSource: source !== null,
      from: component.version,
      components: [component],
      findings: own,
    };
    const others = groups.get(key);
    if (others === undefined) groups.set(key, [group]);
    else groups.set(key, source === null && isOfDistribution ? joinedWith(others, group) : joinedAll(others, group));
  }
  return [...groups.values()]
    .flat()
    .map(inOrder)
    .sort(
      (a, b) => compareText(a.type, b.type) || compareText(a.name, b.name) || compareText(a.from ?? '', b.from ?? ''),
    );
}

/** `Component.key` of each package of a distribution that something was found in: others are built from no source package. */
export function distributionKeys(findings: readonly Finding[]): string[] {
  const keys = new Set<string>();
  for (const { component } of findings) {
    if (component !== null && OF_DISTRIBUTIONS.has(component.type)) keys.add(component.key);
  }
  return [...keys];
}

/** Of what is not joined it differs. Not one of its parts can be taken for another: what is missing is the place of a line. */
function keyOf(component: FindingComponent, source: string | null, isOfDistribution: boolean): string {
  const { type, name, version } = component;
  const installed = isToolchain(component) || version === null ? '' : JSON.stringify(version);
  const built = source ?? (isOfDistribution ? '' : name);
  return `${type}\n${installed}\n${source === null ? 'package' : 'source'}\n${built}`;
}

function joinedAll(others: readonly PackageGroup[], group: PackageGroup): PackageGroup[] {
  return [others.reduce(joined, group)];
}

/** With those that a vulnerability is in as well: binaries of one source have theirs in common. */
function joinedWith(others: readonly PackageGroup[], group: PackageGroup): PackageGroup[] {
  const advisories = new Set(group.findings.map(({ advisory }) => advisory?.id));
  const isRelated = ({ findings }: PackageGroup) => findings.some(({ advisory }) => advisories.has(advisory?.id));
  const related = others.filter(isRelated);
  return [...others.filter((other) => !related.includes(other)), related.reduce(joined, group)];
}

function joined(a: PackageGroup, b: PackageGroup): PackageGroup {
  return {
    ...a,
    from: lower(a, b),
    components: [...a.components, ...b.components],
    findings: [...a.findings, ...b.findings],
  };
}

function lower({ from: a, type }: PackageGroup, { from: b }: PackageGroup): string | null {
  if (a === null || b === null) return null;
  return compareVersions(a, b, type) <= 0 ? a : b;
}

function inOrder(group: PackageGroup): PackageGroup {
  if (group.components.length === 1) return group;
  const byName = new Map(group.components.map((component) => [component.name, component]));
  const components = [...byName.values()].sort((a, b) => compareText(a.name, b.name));
  return { ...group, components, name: group.isSource ? group.name : (components[0]?.name ?? group.name) };
}
