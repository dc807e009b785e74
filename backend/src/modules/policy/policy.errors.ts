import { DomainError } from '../../common/errors/domain-error.js';
import type { ProblemIssue } from '../../common/errors/problem.dto.js';
import type { PolicyError } from '../../core/policy/policy-error.js';

export class InvalidPolicyError extends DomainError {
  override readonly name = 'InvalidPolicyError';
  readonly code = 'invalid_policy';
  readonly status = 422;
  readonly title = 'Invalid policy';
  override readonly issues: readonly ProblemIssue[];

  constructor({ issues }: PolicyError) {
    super(`The policy has ${issues.length === 1 ? 'an error' : `${issues.length} errors`}. Nothing was saved.`);
    this.issues = issues.map(({ line, column, path, message, suggestion }) => ({
      line,
      column,
      message: [
        ...(path === '' ? [] : [`${path}:`]),
        message,
        ...(suggestion === null ? [] : [`Did you mean \`${suggestion}\`?`]),
      ].join(' '),
    }));
  }
}

export class PolicyReplacedError extends DomainError {
  override readonly name = 'PolicyReplacedError';
  readonly code = 'policy_replaced';
  readonly status = 409;
  readonly title = 'The active policy has changed';

  constructor(active: string) {
    super(
      `The policy that this one was to replace is no longer active. Active now: ${active}. ` +
        'Review what has changed, and save again.',
    );
  }
}

export class PolicyVersionNotFoundError extends DomainError {
  override readonly name = 'PolicyVersionNotFoundError';
  readonly code = 'policy_version_not_found';
  readonly status = 404;
  readonly title = 'There is no such version of the policy';

  constructor() {
    super('GET /api/v1/policy/versions lists the policies that have been active.');
  }
}
