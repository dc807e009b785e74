import type { Remark } from './scan.js';

export type ReportErrorCode =
  | 'report_not_json'
  | 'report_format_unknown'
  | 'report_invalid'
  | 'report_too_deep'
  | 'report_forbidden_key';

/** A report that cannot be taken in. `issues` say where (JSON pointer) and what; at most 20. */
export class ReportError extends Error {
  override readonly name = 'ReportError';

  constructor(
    readonly code: ReportErrorCode,
    message: string,
    readonly issues: readonly Remark[] = [],
  ) {
    super(message);
  }
}
