import { DomainError } from '../../common/errors/domain-error.js';

/** Says the same for a project that does not exist and for one that the caller cannot see. */
export class ProjectNotFoundError extends DomainError {
  override readonly name = 'ProjectNotFoundError';
  readonly code = 'project_not_found';
  readonly status = 404;
  readonly title = 'There is no such project';

  constructor(slug: string) {
    super(`There is no project ${slug}, or you have no role in it.`);
  }
}

export class ProjectExistsError extends DomainError {
  override readonly name = 'ProjectExistsError';
  readonly code = 'project_exists';
  readonly status = 409;
  readonly title = 'The project already exists';

  constructor(slug: string) {
    super(`There is already a project ${slug}. Choose another slug.`);
  }
}

/** What is new does not come into it. All that it has can be read as before. */
export class ProjectArchivedError extends DomainError {
  override readonly name = 'ProjectArchivedError';
  readonly code = 'project_archived';
  readonly status = 409;
  readonly title = 'The project is archived';

  constructor(slug: string) {
    super(
      `The project ${slug} is archived: it takes in no reports, deployments, tokens, waivers or VEX documents. ` +
        'An administrator of the project can unarchive it.',
    );
  }
}
