interface NamedPackage {
  readonly key: string;
  readonly filePath: string | null;
  readonly licences: readonly string[];
}

/** The keys of packages that have one name, each once, in the order in which they came. */
interface Namesakes {
  readonly all: Set<string>;
  readonly byPath: Map<string, Set<string>>;
  readonly byLicence: Map<string, Set<string>>;
}

/** The packages of one artifact by name. Trivy's licence results, which may stand apart from the packages, say no more than that. */
export class NamedPackages {
  private readonly named = new Map<string, Namesakes>();
  /** Which of several has the next turn. */
  private readonly turns = new Map<string, Iterator<string>>();
  private readonly last = new Map<string, string>();

  add(name: string, { key, filePath, licences }: NamedPackage): void {
    let known = this.named.get(name);
    if (known === undefined)
      this.named.set(name, (known = { all: new Set(), byPath: new Map(), byLicence: new Map() }));
    if (known.all.has(key)) return;
    known.all.add(key);
    if (filePath !== null) note(known.byPath, filePath, key);
    for (const licence of licences) note(known.byLicence, licence, key);
  }

  /** The key of the package whose licence this is: of several of that name each in turn, for each has an entry of its own. */
  ownerOf(name: string, licence: string, filePath: string | null): string | null {
    const known = this.named.get(name);
    if (known === undefined) return null;
    const turn = JSON.stringify([name, licence, filePath]);
    let owners = this.turns.get(turn);
    if (owners === undefined) {
      const keys =
        (filePath === null ? undefined : known.byPath.get(filePath)) ?? known.byLicence.get(licence) ?? known.all;
      this.turns.set(turn, (owners = keys.values()));
    }
    const next = owners.next();
    // After each had one, the rest goes to the last one.
    if (next.done !== true) this.last.set(turn, next.value);
    return this.last.get(turn) ?? null;
  }
}

function note(index: Map<string, Set<string>>, of: string, key: string): void {
  const keys = index.get(of);
  if (keys === undefined) index.set(of, new Set([key]));
  else keys.add(key);
}
