import type { UnitedAdvisory } from '../advisories/unite-aliases.js';
import { isPurlKey } from '../model/component-key.js';
import type { Claim } from '../reports/scan.js';
import type { FindingComponent } from './finding.js';
import { NamedPackages } from './same-package.js';
import { componentOf, type ScanContent } from './scan-content.js';
import type { ScanEntry } from './united-finding.js';

/** Claims about one component by one advisory. */
export interface MatchGroup<S> {
  readonly advisory: UnitedAdvisory;
  readonly claims: ScanEntry<S, Claim>[];
}

/**
 * Puts claims about a package without a purl (SARIF has no place for one) with those by the same advisory about the
 * package of that name and version. Where several packages may be meant they stay apart: counted twice is safe, lost is
 * not.
 */
export function joinUnnamed<S extends ScanContent>(groups: readonly MatchGroup<S>[]): readonly MatchGroup<S>[] {
  const unnamed = groups.filter(isUnnamed);
  if (unnamed.length === 0) return groups;
  const wanted = new Set(unnamed.map(({ advisory }) => advisory.number));
  const known = new Map<number, NamedPackages<MatchGroup<S>>>();
  for (const group of groups) {
    const { number } = group.advisory;
    if (isUnnamed(group) || !wanted.has(number) || !group.claims.some(isReported)) continue;
    let packages = known.get(number);
    if (packages === undefined) known.set(number, (packages = new NamedPackages(componentIn)));
    packages.add(group);
  }
  const joined = new Map<MatchGroup<S>, MatchGroup<S>>();
  for (const group of unnamed) {
    const packages = group.claims.some(isReported) ? known.get(group.advisory.number) : undefined;
    const meant = packages?.theOneMeant(componentIn(group)) ?? null;
    if (meant !== null) joined.set(group, meant);
  }
  const additions = new Map<MatchGroup<S>, ScanEntry<S, Claim>[]>();
  for (const [from, to] of joined) {
    let added = additions.get(to);
    if (added === undefined) additions.set(to, (added = []));
    for (const claim of from.claims) added.push(claim);
  }
  return groups
    .filter((group) => !joined.has(group))
    .map((group) => {
      const added = additions.get(group);
      return added === undefined ? group : { ...group, claims: [...group.claims, ...added] };
    });
}

/** A statement may clear what a scanner reports, and reports nothing itself. */
export function isReported({ entry }: ScanEntry<ScanContent, Claim>): boolean {
  return entry.isStatement !== true;
}

function isUnnamed<S extends ScanContent>({ claims }: MatchGroup<S>): boolean {
  return !isPurlKey(claims[0]?.entry.componentKey ?? '');
}

function componentIn<S extends ScanContent>({ claims: [first] }: MatchGroup<S>): FindingComponent {
  if (first === undefined) throw new Error('a group of no claims');
  return componentOf(first.scan, first.entry.componentKey);
}
