import { quotable } from '../reports/quotable.js';
import type { Remark } from '../reports/scan.js';

export type VexErrorCode = 'vex_not_readable' | 'vex_format_unknown' | 'vex_invalid' | 'vex_limit' | 'vex_signature';

/** A document that is not taken. `issues` say where (JSON pointer) and what. */
export class VexError extends Error {
  override readonly name = 'VexError';

  readonly issues: readonly Remark[];

  constructor(
    readonly code: VexErrorCode,
    message: string,
    issues: readonly Remark[] = [],
  ) {
    super(quotable(message));
    this.issues = issues.map(({ pointer, message: said }) => ({ pointer: quotable(pointer), message: quotable(said) }));
  }
}

/** One fault at one place. */
export function invalidAt(pointer: string, message: string): VexError {
  return new VexError('vex_invalid', `the document is not valid at ${pointer || '/'}: it ${message}`, [
    { pointer, message },
  ]);
}
