import { DomainError } from '../../common/errors/domain-error.js';

export class ArtifactUnknownError extends DomainError {
  override readonly name = 'ArtifactUnknownError';
  readonly code = 'artifact_not_found';
  readonly status = 404;
  readonly title = 'No report has come in for this artifact';

  constructor(image: string, name: string, project: string) {
    super(
      `Nothing is known of ${image} ${name} in project ${project}, so it cannot be let through. ` +
        'Send a report of it first: POST /api/v1/reports.',
    );
  }
}

/** The thread that evaluated it, or read its reports again, was ended: nothing was given, and what is asked again may be answered. */
export class EvaluationTooHeavyError extends DomainError {
  override readonly name = 'EvaluationTooHeavyError';
  readonly code = 'evaluation_too_heavy';
  readonly status = 503;
  readonly title = 'The artifact is too large to evaluate';

  constructor(limit: string) {
    super(
      `Evaluating the artifact exceeds ${limit}, so it has no current verdict and cannot ship. Raise the limit, or send smaller reports.`,
    );
  }
}

export class EnvironmentUnknownError extends DomainError {
  override readonly name = 'EnvironmentUnknownError';
  readonly code = 'environment_not_found';
  readonly status = 404;
  readonly title = 'The policy has no such environment';

  constructor(environment: string, known: readonly string[]) {
    super(`There is no environment ${environment}. The policy has ${known.join(', ')}.`);
  }
}

export class ArtifactNotNamedError extends DomainError {
  override readonly name = 'ArtifactNotNamedError';
  readonly code = 'invalid_input';
  readonly status = 400;
  readonly title = 'The request has invalid parameters';
  override readonly issues = [{ parameter: 'digest', message: 'either digest or tag is needed' }];

  constructor() {
    super('Which build of the image? Name it by digest or by tag.');
  }
}

export class VerdictNotFoundError extends DomainError {
  override readonly name = 'VerdictNotFoundError';
  readonly code = 'verdict_not_found';
  readonly status = 404;
  readonly title = 'There is no such verdict';

  constructor() {
    super('No verdict has this identifier. GET /api/v1/gate gives one.');
  }
}
