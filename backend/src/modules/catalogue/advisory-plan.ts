import { isCve, compareLeads } from '../../core/advisories/identifier.js';

/** An advisory as one artifact's reports name it. */
export interface AdvisoryNames {
  lead: string;
  /** The lead among them. */
  names: readonly string[];
}

/** An alias that the database knows. */
export interface KnownAlias {
  id: number;
  alias: string;
  advisoryId: number;
  /** Of its advisory. */
  lead: string;
}

/** What has to change so that each advisory of a report is one advisory of the database. */
export interface AdvisoryPlan {
  /** Advisories that nobody named before. */
  create: { lead: string; names: string[] }[];
  /** New names of known advisories. */
  attach: { name: string; advisoryId: number }[];
  /** Known advisories that turn out to be the same. */
  absorb: { from: number; into: number }[];
  /** Known advisories that have a better name now. */
  relead: { advisoryId: number; lead: string }[];
}

/**
 * Plans how the names of a report become advisories. Two CVEs are never one advisory; any other name belongs to
 * one of them at most, and where two claim it, the first keeps it.
 */
export function planAdvisories(
  advisories: readonly AdvisoryNames[],
  known: ReadonlyMap<string, KnownAlias>,
): AdvisoryPlan {
  const plan: AdvisoryPlan = { create: [], attach: [], absorb: [], relead: [] };
  const absorbed = new Set<number>();
  /** The lead that each known advisory will have. */
  const leads = new Map([...known.values()].map((alias) => [alias.advisoryId, alias.lead]));
  for (const { lead, names } of advisories) {
    const owners = new Map<number, string>();
    for (const name of names) {
      const owner = known.get(name)?.advisoryId;
      const ownerLead = owner === undefined ? undefined : leads.get(owner);
      if (owner === undefined || ownerLead === undefined) continue;
      if (!isCve(lead) || !isCve(ownerLead) || ownerLead === lead) owners.set(owner, ownerLead);
    }
    const unknown = names.filter((name) => !known.has(name));
    const [first, ...others] = [...owners].sort(([idA, a], [idB, b]) => compareLeads(a, b) || idA - idB);
    if (first === undefined) {
      plan.create.push({ lead, names: unknown });
      continue;
    }
    const [into, knownLead] = first;
    plan.attach.push(...unknown.map((name) => ({ name, advisoryId: into })));
    for (const [from, otherLead] of others) {
      if (isCve(otherLead) || absorbed.has(from) || absorbed.has(into)) continue;
      absorbed.add(from);
      plan.absorb.push({ from, into });
    }
    if (compareLeads(lead, knownLead) < 0) {
      leads.set(into, lead);
      plan.relead.push({ advisoryId: into, lead });
    }
  }
  return plan;
}
