import type { HealthCheckResult } from '@nestjs/terminus';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ProblemIssue } from '../../common/errors/problem.dto.js';

export class NotReadyError extends DomainError {
  override readonly name = 'NotReadyError';
  readonly code = 'not_ready';
  readonly status = 503;
  readonly title = 'Requests cannot be served yet';
  override readonly issues: readonly ProblemIssue[];

  constructor(failed: NonNullable<HealthCheckResult['error']>) {
    super(`Not ready: ${Object.keys(failed).join(', ')}.`);
    this.issues = Object.entries(failed).map(([name, state]) => ({ message: `${name}: ${JSON.stringify(state)}` }));
  }
}
