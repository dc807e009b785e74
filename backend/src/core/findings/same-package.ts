import { lookupTable } from '../model/lookup-table.js';
import type { FindingComponent } from './finding.js';

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

/** What two packages have in common that may be the same: the part of their names behind namespaces, in one spelling. */
export function roughName(component: FindingComponent): string {
  return component.name
    .toLowerCase()
    .replace(/^.*[/:]/s, '')
    .replace(/[-_.]+/g, '-');
}

/**
 * Whether a component that has no purl, of which only a type, a name and a version are told, may be this package.
 * `exact`: by its whole version; else without the epoch, which not every report writes.
 */
export function mayBe(unnamed: FindingComponent, known: FindingComponent): 'exact' | 'without-epoch' | null {
  if (!isOfType(unnamed.type.toLowerCase(), known.type) || !isNamed(unnamed.name, known)) return null;
  if (unnamed.version === null || known.version === null) return null;
  const [one, other] = [plain(unnamed.version), plain(known.version)];
  if (one === other) return 'exact';
  const hasOneEpoch = /^\d+:/.test(one) !== /^\d+:/.test(other);
  return hasOneEpoch && OF_SYSTEMS.has(known.type) && withoutEpoch(one) === withoutEpoch(other)
    ? 'without-epoch'
    : null;
}

/** The same package but for the architecture and the release that it was built for. */
export function isSameBuild(a: FindingComponent, b: FindingComponent): boolean {
  return a.type === b.type && a.name === b.name && a.version === b.version;
}

function isOfType(word: string, type: string): boolean {
  if (word === 'os-package') return OF_SYSTEMS.has(type);
  if (word === 'language-package') return !OF_SYSTEMS.has(type);
  return ANY_TYPE.has(word) || (PURL_TYPES[word] ?? word) === type;
}

function isNamed(name: string, known: FindingComponent): boolean {
  const [one, other] = [spelled(name, known.type), spelled(known.name, known.type)];
  // Grype names a Java archive by its artifact alone.
  return one === other || (known.type === 'maven' && !one.includes(':') && other.endsWith(`:${one}`));
}

function spelled(name: string, type: string): string {
  if (type === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-');
  return ['golang', 'npm', 'nuget', 'composer', 'deb', 'apk'].includes(type) ? name.toLowerCase() : name;
}

/** Go's versions are written with `v`, `go` and neither; an epoch of 0 is none. */
function plain(version: string): string {
  return version.replace(/^(?:v|go)(?=\d)/, '').replace(/^0+:/, '');
}

function withoutEpoch(version: string): string {
  return version.replace(/^\d+:/, '');
}
