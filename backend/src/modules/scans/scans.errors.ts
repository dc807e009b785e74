import { DomainError } from '../../common/errors/domain-error.js';

/** By the policy's retention. What was read of it is kept, so its scan and its verdicts say what they said. */
export class ReportRemovedError extends DomainError {
  override readonly name = 'ReportRemovedError';
  readonly code = 'report_removed';
  readonly status = 410;
  readonly title = 'The bytes of the report were removed';

  constructor(removedAt: Date) {
    super(
      `The policy keeps superseded reports for a limited time, and this one was removed on ${removedAt.toISOString()}. ` +
        'What was read of it is kept, but a verdict cannot be evaluated again from its bytes. Send the same report again to have it kept anew.',
    );
  }
}

export class ScanNotFoundError extends DomainError {
  override readonly name = 'ScanNotFoundError';
  readonly code = 'scan_not_found';
  readonly status = 404;
  readonly title = 'There is no such scan';

  constructor(id: number) {
    super(`There is no scan ${id}. GET /api/v1/artifacts/{id} lists those of an artifact.`);
  }
}
