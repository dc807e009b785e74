import type { Facts } from './facts.js';

/** Of when the evidence is by which something can be said not to be in an artifact. ISO 8601; null: nothing can be said. */
export interface EvidenceDates {
  /** Of the newest whole look for components with known vulnerabilities. */
  readonly matchesAt: string | null;
  /** Of the newest whole list of components. */
  readonly listedAt: string | null;
}

/**
 * Only scans of the image itself count, and only those that were read whole. Where a recalled scan is not yet stood in for, what it
 * may have found is not known.
 */
export function evidenceDates({ scans, recalled }: Pick<Facts, 'scans' | 'recalled'>): EvidenceDates {
  const whole = scans.filter(({ target, skippedCount }) => target === null && skippedCount === 0);
  const isMatchRecalled = recalled.some(({ kinds }) => kinds.includes('match'));
  const matching = isMatchRecalled ? [] : whole.filter(({ covers }) => covers.includes('match'));
  const listing = recalled.length > 0 ? [] : whole.filter(({ listedCount }) => listedCount > 0);
  return {
    // A database knows nothing that came after it, whenever the scan was.
    matchesAt: newest(matching.map(({ scannedAt, databaseDate }) => databaseDate ?? scannedAt)),
    listedAt: newest(listing.map(({ scannedAt }) => scannedAt)),
  };
}

function newest(dates: readonly (string | null)[]): string | null {
  return dates.reduce((last, date) => (last === null || (date !== null && date > last) ? date : last), null);
}
