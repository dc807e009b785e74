import type { RecallNote } from '../../core/gate/recall-note.js';
import type { ScanRecord } from '../../core/gate/scan-record.js';
import type { SizedStamp } from '../../core/gate/facts-of.js';
import type { ApprovedRow } from '../../modules/approved-waivers/stored-waiver.js';

/** A scan as `scans.json` and `scans/` of an archive have it. Instants are ISO 8601. */
export interface ArchivedScan extends Pick<
  ScanRecord,
  | 'report'
  | 'given'
  | 'format'
  | 'scannedAt'
  | 'databaseDate'
  | 'target'
  | 'platform'
  | 'covers'
  | 'failures'
  | 'attempted'
  | 'carries'
  | 'componentCount'
  | 'findingCount'
  | 'listedCount'
  | 'operatingSystem'
  | 'imageFacts'
  | 'skippedCount'
  | 'sender'
  | 'mismatches'
> {
  /** scan.id, as text. */
  readonly scanId: string;
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly receivedAt: string;
  readonly firstReceivedAt: string;
  readonly recalledBy: readonly {
    readonly id: string;
    readonly reason: string;
    readonly recalledAt: string;
    readonly undoneAt: string | null;
  }[];
}

/** A verdict as `verdicts.json` lists it. */
export interface ArchivedVerdict {
  /** Of its text in the archive. */
  readonly file: string;
  readonly verdictId: string;
  /** Left out in the archive of one artifact. */
  readonly artifactId?: string;
  readonly environment: string;
  readonly evaluatedAt: string;
  readonly policyVersion: string;
  /** scan.id; null for verdicts of versions that did not keep them. */
  readonly scans: readonly number[] | null;
  /** READER_VERSION of each when the verdict was given. */
  readonly scanReaders: readonly number[] | null;
}

/** A waiver as a file of `waivers/` has it. */
export interface ArchivedWaiver {
  readonly name: string;
  readonly revisions: readonly (Pick<ApprovedRow, 'number' | 'content' | 'names'> & {
    readonly requestedBy: string;
    readonly validFrom: string | null;
  })[];
  readonly uses: readonly {
    readonly verdict: string;
    readonly environment: string;
    readonly evaluatedAt: string;
    readonly revision: number;
    readonly approvers: string[];
  }[];
}

export interface StampThen extends SizedStamp {
  readonly scanId: number;
}

/** What of a scan tells whether it counted at an instant; the recall is the oldest that was not undone then. */
export function stampThen(scan: ArchivedScan, at: number): StampThen {
  return {
    ...scan,
    scanId: Number(scan.scanId),
    tool: { name: scan.tool, version: scan.toolVersion },
    receivedAt: scan.firstReceivedAt,
    saidAt: scan.receivedAt,
    recall: recallThen(scan, at),
    lacks: null,
  };
}

function recallThen({ recalledBy }: ArchivedScan, at: number): RecallNote | null {
  const recall = recalledBy.find(
    ({ recalledAt, undoneAt }) => Date.parse(recalledAt) <= at && (undoneAt === null || Date.parse(undoneAt) > at),
  );
  return recall === undefined ? null : { id: recall.id, reason: recall.reason };
}
