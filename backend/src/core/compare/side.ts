import type { FindingComponent } from '../findings/finding.js';
import type { Facts } from '../gate/facts.js';
import { OF_DISTRIBUTIONS } from '../model/purl.js';
import type { Component, Scan } from '../reports/scan.js';
import { groupedBy } from './grouped-by.js';

/** One of two artifacts, or of two sets of reports, that are compared. */
export interface ComparedSide {
  readonly facts: ComparedFacts;
  /** What its current scans list as being inside, each once. Empty where no scan has such a list. */
  readonly components: readonly PlacedComponent[];
}

export type ComparedFacts = Pick<Facts, 'image' | 'digest' | 'scans' | 'findings' | 'recalled'>;

/** A component with where it lies: paths matter only where the artifact has several versions of the package (`inSeveralVersions`). */
export interface PlacedComponent extends FindingComponent {
  readonly paths: readonly string[];
}

/** What makes versions the same package: neither the version nor how and for which distribution it was built. */
export function packageKey({ type, name }: Pick<FindingComponent, 'type' | 'name'>): string {
  return `${type}\n${name}`;
}

/** Those of a package that occurs more than once. */
export function inSeveralVersions<C extends Pick<FindingComponent, 'type' | 'name'>>(components: readonly C[]): C[] {
  return [...groupedBy(components, packageKey).values()].filter(({ length }) => length > 1).flat();
}

/** What lists of components are complete by: an image has the packages of one distribution, whichever that is. */
export function listedClass(type: string): string {
  return OF_DISTRIBUTIONS.has(type) ? 'operating system' : type;
}

/** What scans list as being inside, each once, with all paths that they name. */
export function listedComponents(scans: readonly Pick<Scan, 'components'>[]): PlacedComponent[] {
  const listed = new Map<string, { readonly component: Component; readonly paths: Set<string> }>();
  for (const component of scans.flatMap(({ components }) => components)) {
    if (!component.isListed) continue;
    const known = listed.get(component.key) ?? { component, paths: new Set() };
    for (const { path } of component.places) if (path !== null) known.paths.add(path);
    listed.set(component.key, known);
  }
  return Array.from(listed.values(), ({ component: { key, purl, type, name, version }, paths }) => ({
    key,
    purl,
    type,
    name,
    version,
    paths: [...paths],
  }));
}
