import { quotable } from './quotable.js';
import type { ReportLimitName } from './report-limits.js';
import type { Remark } from './scan.js';

export type ReportErrorCode =
  | 'report_not_json'
  | 'report_format_unknown'
  | 'report_invalid'
  | 'report_too_deep'
  | 'report_forbidden_key'
  | 'report_limit';

/** A report that is not accepted. `issues` say where (JSON pointer) and what; at most 20. */
export class ReportError extends Error {
  override readonly name = 'ReportError';

  readonly issues: readonly Remark[];

  constructor(
    readonly code: ReportErrorCode,
    message: string,
    issues: readonly Remark[] = [],
    /** The limit that it exceeds, with its value. */
    readonly limit: { readonly name: ReportLimitName; readonly value: number } | null = null,
  ) {
    // A refusal quotes what it refuses, and is shown and logged.
    super(quotable(message));
    this.issues = issues.map((issue) => ({
      pointer: quotable(issue.pointer),
      message: quotable(issue.message),
    }));
  }
}
