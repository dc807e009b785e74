import { DomainError } from '../../../../common/errors/domain-error.js';

/** Says the same of a token that is not there and of one of somebody else. */
export class TokenNotFoundError extends DomainError {
  override readonly name = 'TokenNotFoundError';
  readonly code = 'token_not_found';
  readonly status = 404;
  readonly title = 'There is no such token';

  constructor(id: number) {
    super(`There is no token ${id} that you can see. GET /api/v1/tokens lists yours.`);
  }
}
