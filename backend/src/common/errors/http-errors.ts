import { DomainError } from './domain-error.js';

export class RouteNotFoundError extends DomainError {
  override readonly name = 'RouteNotFoundError';
  readonly code = 'route_not_found';
  readonly status = 404;
  readonly title = 'There is nothing at this address';

  constructor(path: string) {
    super(`${path} is not an address of this API. GET /api/openapi.json lists them all.`);
  }
}

export class MethodNotAllowedError extends DomainError {
  override readonly name = 'MethodNotAllowedError';
  readonly code = 'method_not_allowed';
  readonly status = 405;
  readonly title = 'This address does not take this method';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(method: string, allowed: readonly string[]) {
    super(`${method} is not possible here; ${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'}.`);
    this.headers = { Allow: allowed.join(', ') };
  }
}
