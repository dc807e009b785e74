/** What artifacts are found by. The number is stored: none changes (posting-kind.spec.ts). */
export const POSTING_KINDS = {
  /** By component.id. */
  component: 0,
  /**
   * By two names (advisory_alias.id) that the artifact's own findings give one advisory, one in each half of the key: the lead identifier
   * with itself, and with every other name both ways around. So an artifact is found by the lead, and names lead to each other.
   */
  name: 1,
} as const;

/** As many artifacts as one row of `posting` tells of: the bits of an artifact's id that choose its place in the row. */
export const SEGMENT_BITS = 8;
export const SEGMENT_SIZE = 1 << SEGMENT_BITS;
