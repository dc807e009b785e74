import { DomainError } from '../../common/errors/domain-error.js';
import { JOB_NAMES } from './job-names.js';

export class JobNotFoundError extends DomainError {
  override readonly name = 'JobNotFoundError';
  readonly code = 'job_not_found';
  readonly status = 404;
  readonly title = 'There is no such job';

  constructor() {
    super(`No background job has this name. There are ${JOB_NAMES.join(', ')}.`);
  }
}
