import { DomainError } from '../../common/errors/domain-error.js';

export class ScanNotFoundError extends DomainError {
  override readonly name = 'ScanNotFoundError';
  readonly code = 'scan_not_found';
  readonly status = 404;
  readonly title = 'There is no such scan';

  constructor(id: number) {
    super(`There is no scan ${id}. GET /api/v1/artifacts/{id} lists those of an artifact.`);
  }
}
