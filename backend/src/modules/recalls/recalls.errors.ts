import { DomainError } from '../../common/errors/domain-error.js';

export class RecallNotFoundError extends DomainError {
  override readonly name = 'RecallNotFoundError';
  readonly code = 'recall_not_found';
  readonly status = 404;
  readonly title = 'There is no such recall';

  constructor(id: number) {
    super(`There is no recall ${id}. GET /api/v1/evidence/recalls lists them.`);
  }
}
