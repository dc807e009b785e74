import type { Claim } from '../reports/scan.js';

/**
 * The layout of a word's bytes. Words that are stored keep theirs: what is laid out otherwise gets another version, and this one stays
 * readable.
 *
 *     version, number of claims,
 *     number of texts, length of each in UTF-16, their bytes in UTF-8, the texts one after the other,
 *     number of descriptions, hash of each,
 *     the claims
 *
 * A claim is two bytes of flags, then its texts and description by their places, then what numbers it has.
 */
export const WORD_VERSION = 1;

/** Bits and places of bits: of the first byte, then of the second. */
export const FLAGS = {
  severity: 0b111,
  isSuppressed: 1 << 3,
  isStatement: 1 << 4,
  suppressedBy: 5,
  hasAnalysis: 1 << 7,
  isKnownExploited: 0b11,
  cvss: 2,
  hasEpss: 1 << 4,
  hasPublication: 1 << 5,
} as const;

export const CVSS = { none: 0, tenths: 1, double: 2 } as const;

/** By the place. */
export const SUPPRESSED_BY: readonly Claim['suppressedBy'][] = [undefined, 'built-in', 'person'];

/** By the place. */
export const EXPLOITED: readonly Claim['isKnownExploited'][] = [null, false, true];
