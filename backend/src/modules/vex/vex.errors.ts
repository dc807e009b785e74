import { DomainError } from '../../common/errors/domain-error.js';

export class VexDocumentNotFoundError extends DomainError {
  override readonly name = 'VexDocumentNotFoundError';
  readonly code = 'vex_document_not_found';
  readonly status = 404;
  readonly title = 'There is no such VEX document';

  constructor(id: number) {
    super(`There is no VEX document ${id} that you see. GET /api/v1/vex lists them.`);
  }
}

/** Each evaluation reads them all. */
export class TooManyVexDocumentsError extends DomainError {
  override readonly name = 'TooManyVexDocumentsError';
  readonly code = 'vex_documents_limit';
  readonly status = 422;
  readonly title = 'The project has too many VEX documents';

  constructor(most: number) {
    super(
      `A project has at most ${most} active VEX documents. Nothing was stored. Withdraw those that you no longer need.`,
    );
  }
}
