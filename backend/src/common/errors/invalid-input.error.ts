import { DomainError } from './domain-error.js';
import type { ProblemIssue } from './problem.dto.js';

/** Query or path parameters, or members of a body, that break their rules. */
export class InvalidInputError extends DomainError {
  override readonly name = 'InvalidInputError';
  readonly code = 'invalid_input';
  readonly status = 400;
  readonly title = 'The request has invalid parameters';

  constructor(override readonly issues: readonly ProblemIssue[]) {
    super(
      issues
        .map(({ parameter, pointer, message }) => {
          const place = parameter ?? pointer;
          return place ? `${place}: ${message}` : message;
        })
        .join('; '),
    );
  }
}
