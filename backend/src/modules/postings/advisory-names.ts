import type { Finding } from '../../core/findings/finding.js';

/** Parallel: for each name that findings give an advisory, its lead identifier, both by advisory_alias.id. */
export interface AdvisoryNames {
  readonly leads: readonly number[];
  readonly names: readonly number[];
}

/** The names of the findings' advisories, each once. `rowOf` takes an identifier. */
export function advisoryNames(
  findings: readonly Pick<Finding, 'advisory'>[],
  rowOf: (identifier: string) => number,
): AdvisoryNames {
  const namesOf = new Map<string, Set<string>>();
  for (const { advisory } of findings) {
    if (advisory === null) continue;
    const names = namesOf.get(advisory.id);
    if (names === undefined) namesOf.set(advisory.id, new Set([advisory.id, ...advisory.aliases]));
    else for (const alias of advisory.aliases) names.add(alias);
  }
  const leads: number[] = [];
  const rows: number[] = [];
  for (const [lead, names] of namesOf) {
    const leadRow = rowOf(lead);
    for (const name of names) {
      leads.push(leadRow);
      rows.push(rowOf(name));
    }
  }
  return { leads, names: rows };
}
