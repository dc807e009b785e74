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

export class ExportTooLargeError extends DomainError {
  override readonly name = 'ExportTooLargeError';
  readonly code = 'export_too_large';
  readonly status = 422;
  readonly title = 'Too much to export at once';

  constructor(most: number) {
    super(
      `More than ${most.toLocaleString('en')} rows match. Filter them, for example by project, and export each part.`,
    );
  }
}
