import { DomainError } from '../../common/errors/domain-error.js';

/** Says the same of a project that is not there and of one that the caller may not know of. */
export class ProjectNotFoundError extends DomainError {
  override readonly name = 'ProjectNotFoundError';
  readonly code = 'project_not_found';
  readonly status = 404;
  readonly title = 'There is no such project';

  constructor(slug: string) {
    super(`There is no project ${slug}, or you have no role in it.`);
  }
}
