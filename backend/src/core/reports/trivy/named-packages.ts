interface NamedPackage {
  readonly key: string;
  readonly filePath: string | null;
  readonly licences: readonly string[];
}

/** The packages of one artifact by name. Trivy's licence results, which may stand apart from the packages, say no more than that. */
export class NamedPackages {
  private readonly named = new Map<string, NamedPackage[]>();
  private readonly given = new Map<string, number>();

  add(name: string, entry: NamedPackage): void {
    const known = this.named.get(name);
    if (known === undefined) this.named.set(name, [entry]);
    else if (!known.some(({ key }) => key === entry.key)) known.push(entry);
  }

  /** The key of the package whose licence this is: of several of that name each in turn, for each has an entry of its own. */
  ownerOf(name: string, licence: string, filePath: string | null): string | null {
    const named = this.named.get(name) ?? [];
    const atPlace = named.filter((entry) => filePath !== null && entry.filePath === filePath);
    const licensed = named.filter(({ licences }) => licences.includes(licence));
    const owners = [atPlace, licensed].find(({ length }) => length > 0) ?? named;
    const turn = JSON.stringify([name, licence, filePath]);
    const place = this.given.get(turn) ?? 0;
    this.given.set(turn, place + 1);
    return owners[Math.min(place, owners.length - 1)]?.key ?? null;
  }
}
