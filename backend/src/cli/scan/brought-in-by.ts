import type { Finding } from '../../core/findings/finding.js';

interface TrivyPackage {
  readonly ID?: unknown;
  readonly Name?: unknown;
  readonly Version?: unknown;
  /** `root`, `workspace`, `direct`, `indirect`, `unknown`: from 0.52 on. */
  readonly Relationship?: unknown;
  /** Before that. */
  readonly Indirect?: unknown;
  readonly DependsOn?: unknown;
}

/**
 * The direct dependencies through which a component came in, by finding, as far as Trivy's report of a lock file tells.
 * Those are what can be upgraded; the component itself is nowhere named in the sources. What is a direct dependency
 * itself is left out.
 */
export function broughtInBy(report: unknown, findings: readonly Finding[]): Map<string, readonly string[]> {
  const parents = new Map<string, Set<string>>();
  for (const packages of packagesIn(report)) addParents(packages, parents);
  const found = new Map<string, readonly string[]>();
  for (const { id, component } of findings) {
    const names = component === null ? undefined : parents.get(`${component.name}@${component.version ?? ''}`);
    if (names !== undefined && names.size > 0) found.set(id, [...names].toSorted());
  }
  return found;
}

function packagesIn(report: unknown): TrivyPackage[][] {
  const results = (report as { Results?: unknown } | null)?.Results;
  return (Array.isArray(results) ? (results as ({ Packages?: unknown } | null)[]) : [])
    .map((result) => result?.Packages)
    .filter((packages): packages is TrivyPackage[] => Array.isArray(packages));
}

function addParents(packages: readonly TrivyPackage[], parents: Map<string, Set<string>>): void {
  const dependants = new Map<unknown, TrivyPackage[]>();
  for (const each of packages) {
    for (const id of Array.isArray(each.DependsOn) ? each.DependsOn : []) {
      dependants.set(id, [...(dependants.get(id) ?? []), each]);
    }
  }
  for (const each of packages) {
    if (!isIndirect(each)) continue;
    const key = `${String(each.Name)}@${String(each.Version)}`;
    const names = parents.get(key) ?? new Set<string>();
    for (const direct of directAbove(each, dependants)) names.add(String(direct.Name));
    parents.set(key, names);
  }
}

/** Upwards, each package once, for dependencies may go round in circles. */
function directAbove(from: TrivyPackage, dependants: ReadonlyMap<unknown, readonly TrivyPackage[]>): TrivyPackage[] {
  const seen = new Set([from]);
  for (const each of seen) {
    if (isIndirect(each)) for (const above of dependants.get(each.ID) ?? []) seen.add(above);
  }
  return [...seen].filter(
    (each) => !isIndirect(each) && each.Relationship !== 'root' && each.Relationship !== 'workspace',
  );
}

function isIndirect({ Relationship, Indirect }: TrivyPackage): boolean {
  return Relationship === 'indirect' || Indirect === true;
}
