import { DomainError } from '../../common/errors/domain-error.js';

export class ImageNotFoundError extends DomainError {
  override readonly name = 'ImageNotFoundError';
  readonly code = 'image_not_found';
  readonly status = 404;
  readonly title = 'There is no such image';

  constructor(id: number) {
    super(`There is no image ${id}. GET /api/v1/images lists them.`);
  }
}
