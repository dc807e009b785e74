import type { Finding } from '../../core/findings/finding.js';

/** How the findings of an artifact name their advisories. */
export interface AdvisoryNames {
  /** Lead identifiers, each once. */
  readonly leads: readonly string[];
  /** For each other name of an advisory its lead identifier … */
  readonly linkedLeads: readonly string[];
  /** … and the name. */
  readonly linkedNames: readonly string[];
}

/** The names of the findings' advisories, each once. */
export function advisoryNames(findings: readonly Pick<Finding, 'advisory'>[]): AdvisoryNames {
  const namesOf = new Map<string, Set<string> | null>();
  for (const { advisory } of findings) {
    if (advisory === null) continue;
    const { id, aliases } = advisory;
    let names = namesOf.get(id) ?? null;
    if (names === null) {
      if (aliases.length > 0) names = new Set();
      namesOf.set(id, names);
    }
    for (const alias of aliases) if (alias !== id) names?.add(alias);
  }
  const linkedLeads: string[] = [];
  const linkedNames: string[] = [];
  for (const [lead, names] of namesOf) {
    for (const name of names ?? []) {
      linkedLeads.push(lead);
      linkedNames.push(name);
    }
  }
  return { leads: [...namesOf.keys()], linkedLeads, linkedNames };
}
