import { DomainError } from '../../common/errors/domain-error.js';

export class ArtifactNotFoundError extends DomainError {
  override readonly name = 'ArtifactNotFoundError';
  readonly code = 'artifact_not_found';
  readonly status = 404;
  readonly title = 'There is no such artifact';

  constructor(id: number) {
    super(`There is no artifact ${id}. GET /api/v1/artifacts lists them.`);
  }
}
