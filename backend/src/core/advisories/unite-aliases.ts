import { DisjointSets } from './disjoint-sets.js';
import { compareLeads, isCve, normaliseIdentifier } from './identifier.js';

/** What one claim says an advisory is called. */
export interface Naming {
  readonly reportedId: string;
  readonly ids: readonly string[];
}

/** One vulnerability with all its names. */
export interface UnitedAdvisory {
  /** The same number means the same advisory; it means nothing outside one call. */
  readonly number: number;
  readonly lead: string;
  /** The other names, sorted; the first `MOST_ALIASES` of them. */
  readonly aliases: readonly string[];
}

/**
 * Every finding of an advisory lists them, so a report that strings a thousand names together would have a thousand findings
 * list a thousand each. Those that a finding's own claims give it has in any case.
 */
export const MOST_ALIASES = 100;

/**
 * Which advisory each naming means, in the order given; names that one naming puts side by side are names of one
 * advisory, however many steps it takes from one to the other.
 *
 * Two CVEs are never one advisory. A vendor's bulletin (RHSA, ELSA, …) that is named beside several CVEs bundles
 * them and therefore joins nothing: otherwise a bulletin, or a report written to that end, could melt many
 * findings into one.
 */
export function uniteAliases(namings: readonly Naming[]): UnitedAdvisory[] {
  const names = new Names();
  const meant = namings.map((naming) => names.take(naming));
  const advisories = names.settle();
  return meant.map((name) => advisories[name] as UnitedAdvisory);
}

/** Of each naming, in the order given, the number of the advisory that it means, as `uniteAliases` has it. */
export function advisoryNumbers(namings: readonly Naming[]): number[] {
  const names = new Names();
  const meant = namings.map((naming) => names.take(naming));
  const classes = names.classes();
  return meant.map((name) => classes[name] as number);
}

const NONE = -1;
const SEVERAL = -2;

/** Identifiers as numbers, in the order in which they turned up. */
class Names {
  /** By the identifier as written and by its one spelling. */
  readonly #numberOf = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #isCve: boolean[] = [];
  /** Names put side by side: each even place with the odd one after it. */
  readonly #pairs: number[] = [];
  /** For each name: the one CVE that it was named beside, NONE or SEVERAL. */
  readonly #besideCve: number[] = [];

  /** The name that the naming goes by: its CVE where it has exactly one, else the name it leads with. */
  take({ reportedId, ids }: Naming): number {
    const reported = this.#number(reportedId);
    const numbers = ids.map((id) => (id === reportedId ? reported : this.#number(id)));
    if (!numbers.includes(reported)) numbers.push(reported);
    let only = NONE;
    for (const number of numbers) {
      if (number !== reported) this.#pairs.push(reported, number);
      if (!this.#isCve[number] || number === only) continue;
      only = only === NONE ? number : SEVERAL;
    }
    if (only === NONE) return reported;
    for (const number of numbers) {
      if (this.#isCve[number]) continue;
      const known = this.#besideCve[number];
      this.#besideCve[number] = known === NONE || known === only ? only : SEVERAL;
    }
    return only === SEVERAL ? reported : only;
  }

  /** For each name its advisory. */
  settle(): UnitedAdvisory[] {
    const classes = this.classes();
    const members: (string[] | undefined)[] = [];
    for (const [name, united] of classes.entries()) {
      const id = this.#ids[name] as string;
      const ids = members[united];
      if (ids === undefined) members[united] = [id];
      else ids.push(id);
    }
    const advisories = members.map((ids = [], number): UnitedAdvisory => {
      const [lead = '', ...aliases] = ids.length > 1 ? ids.sort(compareLeads) : ids;
      return { number, lead, aliases: aliases.length > 1 ? aliases.sort().slice(0, MOST_ALIASES) : aliases };
    });
    return classes.map((united) => advisories[united] as UnitedAdvisory);
  }

  /** For each name a number that it shares with exactly the other names of its advisory. */
  classes(): number[] {
    const sets = new DisjointSets(this.#ids.length);
    for (let at = 0; at < this.#pairs.length; at += 2)
      sets.join(this.#pairs[at] as number, this.#pairs[at + 1] as number);
    const cveCount = new Uint32Array(this.#ids.length);
    for (const [number, isCve] of this.#isCve.entries()) {
      const root = sets.rootOf(number);
      cveCount[root] = (cveCount[root] ?? 0) + Number(isCve);
    }
    return this.#ids.map((_, number) => {
      const root = sets.rootOf(number);
      if ((cveCount[root] ?? 0) < 2) return root;
      const beside = this.#besideCve[number] ?? NONE;
      return beside >= 0 ? beside : number;
    });
  }

  #number(written: string): number {
    const known = this.#numberOf.get(written);
    if (known !== undefined) return known;
    const id = normaliseIdentifier(written);
    const number = this.#numberOf.get(id) ?? this.#ids.push(id) - 1;
    if (number === this.#isCve.length) {
      this.#isCve.push(isCve(id));
      this.#besideCve.push(NONE);
      this.#numberOf.set(id, number);
    }
    if (written !== id) this.#numberOf.set(written, number);
    return number;
  }
}
