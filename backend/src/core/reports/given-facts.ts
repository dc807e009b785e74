import type { FindingKind } from '../model/finding-kind.js';
import type { Scan } from './scan.js';

/** What whoever sends a report knows of the scan and the report does not say. */
export interface GivenFacts {
  /** When the scanner's database was built, ISO 8601. The report's own word outweighs it. */
  readonly databaseDate?: string | undefined;
  /** What the scanner looked for. Trivy's reports leave out what was not found. */
  readonly covers?: readonly FindingKind[] | undefined;
}

/** The scan with what its sender says beside it. */
export function withGivenFacts(scan: Scan, { databaseDate, covers = [] }: GivenFacts): Scan {
  return {
    ...scan,
    databaseDate: scan.databaseDate ?? databaseDate ?? null,
    covers: [...scan.covers, ...covers.filter((kind) => !scan.covers.includes(kind))],
  };
}
