import type { Replacement } from '../../core/gate/current-scans.js';
import type { LackedComponents } from '../../core/gate/facts.js';
import type { RecallNote } from '../../core/gate/recall-note.js';
import type { Sender } from '../../core/model/sender.js';
import type { Remark, Scan } from '../../core/reports/scan.js';
import type { ArchivedReport } from '../archive/archived-report.js';
import type { AuditSource } from '../audit/audit-event.js';
import type { StandingOutcome } from '../gate/verdicts.repository.js';
import type { StoredStamp } from '../scans/scan-records.repository.js';
import type { ArtifactName, KnownScan } from './reports.repository.js';

/** Who sent a report. */
export interface Origin {
  readonly sender: Sender;
  /** The same, as the audit log tells of it. */
  readonly source: AuditSource;
}

/** A report that was read, and what it is about. */
export interface Intake {
  readonly name: ArtifactName;
  readonly tag: string | null;
  /** What was said beside the report, as `givenText` writes it. */
  readonly given: string;
  readonly origin: Origin;
  readonly scan: Scan;
  readonly report: ArchivedReport;
  /** Those of the scan and what else is to be said. */
  readonly warnings: readonly Remark[];
  readonly warningCount: number;
  /** In what it differs from what it is filed for. */
  readonly mismatches: readonly Remark[];
  readonly receivedAt: Date;
}

export interface Ingested extends KnownScan {
  readonly artifactId: number;
  /** In the order of the policy. */
  readonly verdicts: readonly StandingOutcome[];
  readonly isNew: boolean;
  /** Scans that spoke for the artifact until this one came, wholly or in part. */
  readonly replaced: readonly Replacement<StoredStamp>[];
  /** The scan that counts in place of this one, if it is not current. */
  readonly replacedBy: number | null;
  /** Why it does not count, if such scans are recalled. */
  readonly recall: RecallNote | null;
  /** What earlier scans listed and it does not, where it counts. */
  readonly lacks: LackedComponents | null;
}
