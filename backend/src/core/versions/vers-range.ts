import { byEcosystem } from './compare-versions.js';
import { isVersion } from './version-grammar.js';

/** A range of versions as the VERS specification writes it (`vers:npm/>=1.0.0|<1.4.2`), read and in order. */
export interface VersRange {
  /** The purl type of its versions; null for all of them (`vers:all/*`). */
  readonly type: string | null;
  /** Ascending; null where every version is in. */
  readonly constraints: readonly Constraint[] | null;
}

interface Constraint {
  readonly comparator: Comparator;
  readonly version: string;
}

type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

const RANGE = /^vers:([a-z0-9.+-]+)\/(.+)$/;
const CONSTRAINT = /^(!=|<=|>=|<|>|=)?([^!<>=|*]+)$/;

/** Schemes that are called otherwise than the purl type. */
const TYPES: ReadonlyMap<string, string> = new Map([['alpine', 'apk']]);

/**
 * Null where the text is none, where a version in it is none of its ecosystem, and where the specification calls it invalid: nothing
 * rests on a range that has to be guessed at.
 */
export function parseVers(text: string): VersRange | null {
  const [, scheme, written] = RANGE.exec(text.replaceAll(/\s+/g, '')) ?? [];
  if (scheme === undefined || written === undefined || scheme === 'none') return null;
  if (scheme === 'all') return written === '*' ? { type: null, constraints: null } : null;
  const type = TYPES.get(scheme) ?? scheme;
  if (written === '*') return { type, constraints: null };
  const constraints = written.split('|').map((part) => constraintOf(part, type));
  const read = constraints.filter((constraint) => constraint !== null);
  if (read.length < constraints.length) return null;
  const sorted = read.toSorted((a, b) => byEcosystem(a.version, b.version, type));
  return isValid(sorted, type) ? { type, constraints: sorted } : null;
}

/** Whether a version of the purl type is in the range. Never where it is none of its ecosystem, or of another one. */
export function isInVers(version: string, type: string, range: VersRange): boolean {
  return placeInVers(version, type, range) === 'in';
}

/** The same, and apart from what is outside what is not known: a version or a type that the range's rules do not put in order. */
export function placeInVers(version: string, type: string, range: VersRange): 'in' | 'out' | 'unknown' {
  if (range.type !== null && range.type !== type) return 'unknown';
  if (range.constraints === null) return 'in';
  if (!isVersion(version, type)) return 'unknown';
  return isWithin(version, type, range.constraints) ? 'in' : 'out';
}

function isWithin(version: string, type: string, constraints: readonly Constraint[]): boolean {
  const order = ({ version: bound }: Constraint) => byEcosystem(version, bound, type);
  const same = constraints.find((constraint) => order(constraint) === 0);
  if (same !== undefined) return ['=', '<=', '>='].includes(same.comparator);
  const bounds = constraints.filter(isBound);
  const above = bounds.findLast((bound) => order(bound) > 0);
  const below = bounds.find((bound) => order(bound) < 0);
  // In order they alternate, so what is beside the version decides: above a lower bound, or below an upper one that is the first.
  return above === undefined ? below !== undefined && isUpper(below) : !isUpper(above);
}

function constraintOf(part: string, type: string): Constraint | null {
  const [, comparator = '=', encoded] = CONSTRAINT.exec(part) ?? [];
  if (encoded === undefined) return null;
  const version = decoded(encoded);
  return version === null || !isVersion(version, type) ? null : { comparator: comparator as Comparator, version };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * Each version once, and lower and upper bounds by turns, as the specification has it: `>1|>2` is none. Exceptions alone (`!=1`) say nothing
 * of what is in.
 */
function isValid(constraints: readonly Constraint[], type: string): boolean {
  const isRepeated = constraints.some(({ version }, place) => {
    const next = constraints[place + 1];
    return next !== undefined && byEcosystem(version, next.version, type) === 0;
  });
  const bounds = constraints.filter(isBound);
  const isByTurns = bounds.every((bound, place) => {
    const next = bounds[place + 1];
    return next === undefined || isUpper(bound) !== isUpper(next);
  });
  return !isRepeated && isByTurns && constraints.some(({ comparator }) => comparator !== '!=');
}

function isBound({ comparator }: Constraint): boolean {
  return comparator !== '=' && comparator !== '!=';
}

function isUpper({ comparator }: Constraint): boolean {
  return comparator.startsWith('<');
}
