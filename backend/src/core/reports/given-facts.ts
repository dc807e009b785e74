import type { FindingKind } from '../model/finding-kind.js';
import type { Scan } from './scan.js';

/** What the sender of a report states about the scan and the report does not say. */
export interface GivenFacts {
  /** When the scanner's database was built, ISO 8601. The report's own word outweighs it. */
  readonly databaseDate?: string | undefined;
  /** What the scanner looked for. Trivy's reports leave out what was not found. */
  readonly covers?: readonly FindingKind[] | undefined;
}

/**
 * The scan with what its sender says beside it. For a failed run it is not known what it finished, so the kinds that it
 * is said to have looked for are not covered.
 */
export function withGivenFacts(scan: Scan, { databaseDate, covers = [] }: GivenFacts): Scan {
  const hasFailed = scan.failures.length > 0;
  return {
    ...scan,
    databaseDate: scan.databaseDate ?? databaseDate ?? null,
    covers: hasFailed ? scan.covers : withKinds(scan.covers, covers),
    attempted: hasFailed
      ? withKinds(
          scan.attempted,
          covers.filter((kind) => !scan.covers.includes(kind)),
        )
      : scan.attempted,
  };
}

function withKinds(known: readonly FindingKind[], given: readonly FindingKind[]): FindingKind[] {
  return [...known, ...given.filter((kind) => !known.includes(kind))];
}
