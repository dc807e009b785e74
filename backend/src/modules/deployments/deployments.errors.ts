import { DomainError } from '../../common/errors/domain-error.js';

/** Says the same of a deployment that is not there and of one in a project that the caller has no role in. */
export class DeploymentNotFoundError extends DomainError {
  override readonly name = 'DeploymentNotFoundError';
  readonly code = 'deployment_not_found';
  readonly status = 404;
  readonly title = 'There is no such deployment';

  constructor(id: number) {
    super(`There is no deployment ${id}. GET /api/v1/deployments lists them.`);
  }
}
