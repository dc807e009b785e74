import { DisjointSets } from './disjoint-sets.js';
import { compareLeads, isCve, normaliseIdentifier } from './identifier.js';

/** What one claim says an advisory is called. */
export interface Naming {
  readonly reportedId: string;
  readonly ids: readonly string[];
}

/** One vulnerability with all its names. */
export interface UnitedAdvisory {
  readonly lead: string;
  /** Every name, the lead among them, sorted. */
  readonly ids: readonly string[];
}

/**
 * Which advisory each naming means; names that one naming puts side by side are names of one advisory,
 * however many steps it takes from one to the other.
 *
 * Two CVEs are never one advisory. A vendor's bulletin (RHSA, ELSA, …) that is named beside several CVEs bundles
 * them and therefore joins nothing: otherwise a bulletin, or a report written to that end, could melt many
 * findings into one.
 */
export function uniteAliases(namings: Iterable<Naming>): (naming: Naming) => UnitedAdvisory {
  const names = new Names();
  for (const naming of namings) names.take(naming);
  return names.settle();
}

const NONE = -1;
const SEVERAL = -2;

class Names {
  /** By the id as written, and by its one spelling. */
  readonly #spelling = new Map<string, number>();
  readonly #numberOf = new Map<string, number>();
  readonly #idOf: string[] = [];
  readonly #cve: boolean[] = [];
  readonly #together: number[][] = [];
  /** For each name: the one CVE that it was named beside, NONE or SEVERAL. */
  readonly #besideCve: number[] = [];

  take({ reportedId, ids }: Naming): void {
    const numbers = ids.map((id) => this.#number(id));
    const reported = this.#number(reportedId);
    if (!numbers.includes(reported)) numbers.push(reported);
    if (numbers.length === 1) return;
    this.#together.push(numbers);
    for (const cve of numbers) {
      if (!this.#cve[cve]) continue;
      for (const other of numbers) {
        if (this.#cve[other]) continue;
        const known = this.#besideCve[other];
        this.#besideCve[other] = known === NONE || known === cve ? cve : SEVERAL;
      }
    }
  }

  settle(): (naming: Naming) => UnitedAdvisory {
    const classOf = this.#classes();
    const members = new Map<number, string[]>();
    for (const [number, id] of this.#idOf.entries()) {
      const united = classOf(number);
      const ids = members.get(united);
      if (ids === undefined) members.set(united, [id]);
      else ids.push(id);
    }
    const advisories = new Map<number, UnitedAdvisory>();
    for (const [united, ids] of members) {
      const lead = ids.toSorted(compareLeads)[0] ?? '';
      advisories.set(united, { lead, ids: ids.toSorted() });
    }
    return (naming) => {
      const advisory = advisories.get(classOf(this.#meantBy(naming)));
      if (advisory === undefined) throw new RangeError(`${naming.reportedId} was not among the namings.`);
      return advisory;
    };
  }

  /** The CVE where the naming has exactly one, else the name it leads with. */
  #meantBy({ reportedId, ids }: Naming): number {
    let only = NONE;
    for (const id of ids) {
      const number = this.#number(id);
      if (!this.#cve[number] || number === only) continue;
      only = only === NONE ? number : SEVERAL;
    }
    return only >= 0 ? only : this.#number(reportedId);
  }

  #classes(): (number: number) => number {
    const sets = new DisjointSets(this.#idOf.length);
    for (const numbers of this.#together) {
      const [first = 0, ...rest] = numbers;
      for (const other of rest) sets.join(first, other);
    }
    const cveCount = new Map<number, number>();
    for (const [number, cve] of this.#cve.entries()) {
      if (!cve) continue;
      const root = sets.rootOf(number);
      cveCount.set(root, (cveCount.get(root) ?? 0) + 1);
    }
    return (number) => {
      const root = sets.rootOf(number);
      if ((cveCount.get(root) ?? 0) < 2) return root;
      const beside = this.#besideCve[number] ?? NONE;
      return beside >= 0 ? beside : number;
    };
  }

  #number(written: string): number {
    const known = this.#spelling.get(written);
    if (known !== undefined) return known;
    const id = normaliseIdentifier(written);
    let number = this.#numberOf.get(id);
    if (number === undefined) {
      number = this.#idOf.push(id) - 1;
      this.#numberOf.set(id, number);
      this.#cve.push(isCve(id));
      this.#besideCve.push(NONE);
    }
    this.#spelling.set(written, number);
    return number;
  }
}
