import type { Scan } from '../../core/reports/scan.js';
import type { Note } from '../audit/audit-log.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import type { EncodedFindings } from '../scans/encoded-findings.js';
import type { StoredRecord } from '../scans/scan-records.repository.js';

/** A scan that was written in this transaction, with what of it is in memory and need not be read back. */
export interface FreshScan {
  readonly scan: Scan;
  readonly stored: StoredRecord;
  /** The findings of this scan alone, where it was likely to be the first of the artifact. */
  readonly findings: EncodedFindings | null;
}

/** Why an artifact's state is derived again, and what is to follow. */
export interface Cause {
  /** Null where no report came, and what is stored is looked at again. */
  readonly report: { readonly fresh: FreshScan; readonly receivedAt: Date } | null;
  /**
   * The policy for new verdicts, and who caused better ones. Null where the caller has ended the verdicts; the next
   * request then evaluates new ones.
   */
  readonly evaluate: { readonly active: ActivePolicyVersion; readonly at: Date; readonly note: Note } | null;
}
