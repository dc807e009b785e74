import { lookupTable } from '../model/lookup-table.js';
import type { FindingComponent } from './finding.js';
import { compareText } from './order.js';

const OF_SYSTEMS = new Set(['alpm', 'apk', 'deb', 'rpm']);

/** What scanners call a type of package, as purl types. A purl type stands for itself. */
const PURL_TYPES: Readonly<Record<string, string>> = lookupTable({
  dotnet: 'nuget',
  'go-module': 'golang',
  'java-archive': 'maven',
  'php-composer': 'composer',
  python: 'pypi',
  'rust-crate': 'cargo',
  binary: 'generic',
});

/** Words that say nothing of the type. */
const ANY_TYPE = new Set(['', 'library', 'package', 'unknown']);

/** Packages that match a description. */
interface Packages<Item> {
  /** By its key. */
  readonly first: Item;
  /** Whether they are all one package. */
  readonly isOne: boolean;
}

/**
 * Finds the package that is meant by a component that has no purl, of which only a type, a name and a version are told: by its whole
 * version, else without the epoch, which not every report writes. It takes the same work however many there are of one name.
 */
export class NamedPackages<Item> {
  private readonly exact = new Map<string, Kinds<Item>>();
  private readonly withoutEpoch = new Map<string, Kinds<Item>>();

  constructor(private readonly componentOf: (item: Item) => FindingComponent) {}

  add(item: Item): void {
    const known = this.componentOf(item);
    if (known.version === null) return;
    const version = plain(known.version);
    const names = [spelled(known.name, known.type)];
    // Grype names a Java archive by its artifact alone.
    if (known.type === 'maven') names.push(known.name.slice(known.name.lastIndexOf(':') + 1));
    for (const name of new Set(names)) {
      this.note(this.exact, [spelling(known.type), name, version], item);
      if (OF_SYSTEMS.has(known.type)) {
        this.note(this.withoutEpoch, [spelling(known.type), name, withoutEpoch(version), hasEpoch(version)], item);
      }
    }
  }

  /** Null where none fits, or where several packages do. */
  theOneMeant(unnamed: FindingComponent): Item | null {
    if (unnamed.version === null) return null;
    const version = plain(unnamed.version);
    const fitting =
      this.fitting(this.exact, unnamed, [version]) ??
      this.fitting(this.withoutEpoch, unnamed, [withoutEpoch(version), !hasEpoch(version)]);
    return fitting?.isOne === true ? fitting.first : null;
  }

  private note(index: Map<string, Kinds<Item>>, address: readonly unknown[], item: Item): void {
    const key = JSON.stringify(address);
    let kinds = index.get(key);
    if (kinds === undefined) index.set(key, (kinds = new Map()));
    const { type } = this.componentOf(item);
    for (const kind of [`=${type}`, OF_SYSTEMS.has(type) ? 'system' : 'language', 'any']) {
      kinds.set(kind, this.together(kinds.get(kind), { first: item, isOne: true }));
    }
  }

  private fitting(
    index: ReadonlyMap<string, Kinds<Item>>,
    { type, name }: FindingComponent,
    version: readonly unknown[],
  ): Packages<Item> | undefined {
    const kind = kindOf(type.toLowerCase());
    let fitting: Packages<Item> | undefined;
    for (const [of, spell] of Object.entries(SPELLINGS)) {
      const found = index.get(JSON.stringify([of, spell(name), ...version]))?.get(kind);
      if (found !== undefined) fitting = this.together(fitting, found);
    }
    return fitting;
  }

  private together(one: Packages<Item> | undefined, other: Packages<Item>): Packages<Item> {
    if (one === undefined) return other;
    const [a, b] = [this.componentOf(one.first), this.componentOf(other.first)];
    return {
      first: compareText(a.key, b.key) <= 0 ? one.first : other.first,
      isOne: one.isOne && other.isOne && isSameBuild(a, b),
    };
  }
}

/** By a purl type (`=npm`), and for words that leave it open: `system`, `language`, `any`. */
type Kinds<Item> = Map<string, Packages<Item>>;

/** The same package but for the architecture and the release that it was built for. */
function isSameBuild(a: FindingComponent, b: FindingComponent): boolean {
  return a.type === b.type && a.name === b.name && a.version === b.version;
}

/** Which packages a word for a type may mean. */
function kindOf(word: string): string {
  if (word === 'os-package') return 'system';
  if (word === 'language-package') return 'language';
  return ANY_TYPE.has(word) ? 'any' : `=${PURL_TYPES[word] ?? word}`;
}

/** Ecosystems by what they do not tell apart in a name. */
const SPELLINGS = {
  separators: (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-'),
  letters: (name: string) => name.toLowerCase(),
  nothing: (name: string) => name,
};

const WITHOUT_CASE = new Set(['golang', 'npm', 'nuget', 'composer', 'deb', 'apk']);

function spelling(type: string): keyof typeof SPELLINGS {
  if (type === 'pypi') return 'separators';
  return WITHOUT_CASE.has(type) ? 'letters' : 'nothing';
}

function spelled(name: string, type: string): string {
  return SPELLINGS[spelling(type)](name);
}

/** Go's versions are written with `v`, `go` and neither; an epoch of 0 is none. */
function plain(version: string): string {
  return version.replace(/^(?:v|go)(?=\d)/, '').replace(/^0+:/, '');
}

function hasEpoch(version: string): boolean {
  return /^\d+:/.test(version);
}

function withoutEpoch(version: string): string {
  return version.replace(/^\d+:/, '');
}
