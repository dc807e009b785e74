import { DomainError } from '../../common/errors/domain-error.js';

/** Says the same of an image that is not there and of one in a project that the caller cannot move images from. */
export class ImageNotFoundError extends DomainError {
  override readonly name = 'ImageNotFoundError';
  readonly code = 'image_not_found';
  readonly status = 404;
  readonly title = 'There is no such image';

  constructor(id: number) {
    super(`There is no image ${id}, or you cannot move images from its project. GET /api/v1/images lists images.`);
  }
}

export class ImageExistsThereError extends DomainError {
  override readonly name = 'ImageExistsThereError';
  readonly code = 'image_exists_there';
  readonly status = 409;
  readonly title = 'The project already has an image of that name';

  constructor(repository: string, project: string) {
    super(`The project ${project} has an image ${repository} already. Two images are not merged.`);
  }
}

/** Whom a recall of one project binds cannot leave it, nor can it be undone by people of another project. */
export class ImageRecalledError extends DomainError {
  override readonly name = 'ImageRecalledError';
  readonly code = 'image_recalled';
  readonly status = 409;
  readonly title = 'Scans of the image are recalled';

  constructor(recall: number, project: string) {
    super(
      `Recall ${recall} of the project ${project} is about scans of this image. ` +
        'Recall the same scans for every project first, so that they do not count again by the move.',
    );
  }
}
