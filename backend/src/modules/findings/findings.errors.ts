import { DomainError } from '../../common/errors/domain-error.js';

export class FindingNotFoundError extends DomainError {
  override readonly name = 'FindingNotFoundError';
  readonly code = 'finding_not_found';
  readonly status = 404;
  readonly title = 'The artifact has no such finding';

  constructor(artifactId: number) {
    super(
      `Artifact ${artifactId} has no finding of this identifier; a newer scan may have found it gone. ` +
        `GET /api/v1/artifacts/${artifactId}/findings lists what it has.`,
    );
  }
}
