import { DomainError } from '../../common/errors/domain-error.js';

/** More than one archive holds. */
export class EvidenceTooLargeError extends DomainError {
  override readonly name = 'EvidenceTooLargeError';
  readonly code = 'evidence_too_large';
  readonly status = 422;
  readonly title = 'There is too much evidence for one archive';

  constructor(count: number, most: number) {
    super(
      `It would have ${count} verdicts, scans and deployments, and an archive holds ${most} at most. ` +
        'Name an environment, or a shorter time with from and to.',
    );
  }
}
