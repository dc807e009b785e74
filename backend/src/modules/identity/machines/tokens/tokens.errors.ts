import { DomainError } from '../../../../common/errors/domain-error.js';

/** Says the same for a token that does not exist and for a token of another person. */
export class TokenNotFoundError extends DomainError {
  override readonly name = 'TokenNotFoundError';
  readonly code = 'token_not_found';
  readonly status = 404;
  readonly title = 'There is no such token';

  constructor(id: number) {
    super(`There is no token ${id} that you can see. GET /api/v1/tokens lists yours.`);
  }
}
