/** What artifacts are found by. The number is stored: none changes (posting-kind.spec.ts). */
export const POSTING_KINDS = {
  /** By component.id. */
  component: 0,
  /**
   * By two names (advisory_alias.id) that the artifact's own findings give one advisory, one in each half of the key (`linkKey`): the lead identifier
   * with itself, and with every other name both ways around. So an artifact is found by the lead, and names lead to each other.
   */
  name: 1,
} as const;

/** Names have row numbers below 2^31. */
const NAME_BITS = 31;
const NAME_MASK = 2 ** NAME_BITS - 1;

/**
 * SQL: the key of a link from one name to another. Not shifted by 32: PostgreSQL hashes a bigint by what its halves differ in, so that
 * all keys of a name with itself, which are most, would have one hash, and a join of them would take the square of their number.
 */
export function linkKey(one: string, other: string): string {
  return `((${one}::bigint << ${NAME_BITS}) | ${other})`;
}

/** SQL: the name that the link of this key leads to. */
export function linkedName(key: string): string {
  return `(${key} & ${NAME_MASK})::int`;
}

/** SQL: whether the link of this key leads from this name. */
export function leadsFrom(key: string, name: string): string {
  return `${key} BETWEEN ${linkKey(name, '0')} AND ${linkKey(name, String(NAME_MASK))}`;
}

/** As many artifacts as one row of `posting` tells of: the bits of an artifact's id that choose its place in the row. */
export const SEGMENT_BITS = 8;
export const SEGMENT_SIZE = 1 << SEGMENT_BITS;
