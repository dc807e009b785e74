import type { UnitedAdvisory } from '../advisories/unite-aliases.js';
import { isPurlKey } from '../model/component-key.js';
import type { Claim } from '../reports/scan.js';
import type { FindingComponent } from './finding.js';
import { compareText } from './order.js';
import { isSameBuild, mayBe, roughName } from './same-package.js';
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
  const wanted = new Set(unnamed.map(nameIn));
  const known = new Map<string, MatchGroup<S>[]>();
  for (const group of groups) {
    if (isUnnamed(group) || !group.claims.some(isReported)) continue;
    const name = nameIn(group);
    if (!wanted.has(name)) continue;
    const others = known.get(name);
    if (others === undefined) known.set(name, [group]);
    else others.push(group);
  }
  const joined = new Map<MatchGroup<S>, MatchGroup<S>>();
  for (const group of unnamed) {
    const meant = group.claims.some(isReported) ? theOneMeant(group, known.get(nameIn(group)) ?? []) : null;
    if (meant !== null) joined.set(group, meant);
  }
  const additions = new Map<MatchGroup<S>, ScanEntry<S, Claim>[]>();
  for (const [from, to] of joined) additions.set(to, [...(additions.get(to) ?? []), ...from.claims]);
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

function theOneMeant<S extends ScanContent>(
  group: MatchGroup<S>,
  candidates: readonly MatchGroup<S>[],
): MatchGroup<S> | null {
  const unnamed = componentIn(group);
  const likeness = candidates.map((candidate) => mayBe(unnamed, componentIn(candidate)));
  const best = likeness.includes('exact') ? 'exact' : 'without-epoch';
  const [first, ...others] = candidates
    .filter((_, index) => likeness[index] === best)
    .toSorted((a, b) => compareText(componentIn(a).key, componentIn(b).key));
  if (first === undefined) return null;
  return others.every((other) => isSameBuild(componentIn(first), componentIn(other))) ? first : null;
}

function isUnnamed<S extends ScanContent>({ claims }: MatchGroup<S>): boolean {
  return !isPurlKey(claims[0]?.entry.componentKey ?? '');
}

function nameIn<S extends ScanContent>(group: MatchGroup<S>): string {
  return `${group.advisory.number} ${roughName(componentIn(group))}`;
}

function componentIn<S extends ScanContent>({ claims: [first] }: MatchGroup<S>): FindingComponent {
  if (first === undefined) throw new Error('a group of no claims');
  return componentOf(first.scan, first.entry.componentKey);
}
