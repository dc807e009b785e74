import { DomainError } from '../../common/errors/domain-error.js';

export class ArtifactUnknownError extends DomainError {
  override readonly name = 'ArtifactUnknownError';
  readonly code = 'artifact_not_found';
  readonly status = 404;
  readonly title = 'No report for this artifact';

  constructor(image: string, name: string, project: string) {
    super(
      `No report has been received for ${image} ${name} in project ${project}, so there is no verdict. ` +
        'Send one first: POST /api/v1/reports.',
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
    super('Specify digest or tag.');
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

export class ReasonNotFoundError extends DomainError {
  override readonly name = 'ReasonNotFoundError';
  readonly code = 'reason_not_found';
  readonly status = 404;
  readonly title = 'The verdict has no such reason';

  constructor(rule: string) {
    super(`The verdict has no reason of the rule ${rule}. Its \`reasons\` name the rules that were evaluated.`);
  }
}

/** Another list might be given than the verdict was given for, so none is. */
export class VerdictNotReplayableError extends DomainError {
  override readonly name = 'VerdictNotReplayableError';
  readonly code = 'verdict_not_replayable';
  readonly status = 409;
  readonly title = 'The findings of the verdict cannot be listed';

  constructor() {
    super(
      'Another version of Plimsoll gave the verdict, or has read its reports again since. The verdict lists its worst findings. ' +
        'GET /api/v1/gate gives a current verdict, whose findings can be listed.',
    );
  }
}

export class VerdictEvidenceDeletedError extends DomainError {
  override readonly name = 'VerdictEvidenceDeletedError';
  readonly code = 'verdict_evidence_deleted';
  readonly status = 410;
  readonly title = 'The evidence of the verdict was deleted';

  constructor() {
    super('A scan that the verdict uses was deleted. The verdict lists its worst findings; the others are gone.');
  }
}

export class FindingsTooHeavyError extends DomainError {
  override readonly name = 'FindingsTooHeavyError';
  readonly code = 'verdict_findings_too_heavy';
  readonly status = 503;
  readonly title = 'The findings of the verdict are too many to list';

  constructor() {
    super(
      'Listing the findings exceeds INGEST_MEMORY_LIMIT_MB or INGEST_TIME_LIMIT_MS. Raise the limit, and try again.',
    );
  }
}
