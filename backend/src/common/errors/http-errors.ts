import { DomainError } from './domain-error.js';

export class RouteNotFoundError extends DomainError {
  override readonly name = 'RouteNotFoundError';
  readonly code = 'route_not_found';
  readonly status = 404;
  readonly title = 'Address not found';

  constructor(path: string) {
    super(`${path} is not an address of this API. GET /api/openapi.json lists them all.`);
  }
}

export class MethodNotAllowedError extends DomainError {
  override readonly name = 'MethodNotAllowedError';
  readonly code = 'method_not_allowed';
  readonly status = 405;
  readonly title = 'Method not allowed';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(method: string, allowed: readonly string[]) {
    super(`${method} is not allowed here. Allowed: ${allowed.join(', ')}.`);
    this.headers = { Allow: allowed.join(', ') };
  }
}
