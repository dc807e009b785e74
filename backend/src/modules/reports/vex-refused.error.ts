import { DomainError } from '../../common/errors/domain-error.js';
import type { ProblemIssue } from '../../common/errors/problem.dto.js';
import type { VexError } from '../../core/vex/vex-error.js';

export class VexRefusedError extends DomainError {
  override readonly name = 'VexRefusedError';
  readonly code: string;
  readonly status = 422;
  readonly title = 'VEX document not accepted';
  override readonly issues: readonly ProblemIssue[];

  constructor(cause: VexError) {
    super(`${capitalised(cause.message)}. Nothing was stored.`, { cause });
    this.code = cause.code;
    this.issues = cause.issues;
  }
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
