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

/** The same of an environment. */
export class EnvironmentEvidenceTooLargeError extends DomainError {
  override readonly name = 'EnvironmentEvidenceTooLargeError';
  readonly code = 'environment_evidence_too_large';
  readonly status = 422;
  readonly title = 'There is too much evidence for one archive';

  /** `fits`: an earlier end of the span with which it fits; null where there is none. */
  constructor(exceeded: string, span: { readonly from: string; readonly fits: string | null }) {
    super(
      `It would exceed ${exceeded}. ` +
        (span.fits === null
          ? 'No shorter span from the same start fits: export the artifacts one by one.'
          : `The span from ${span.from} to ${span.fits} fits; export the rest from ${span.fits} on as another archive.`),
    );
  }
}

export class TooManyExportsError extends DomainError {
  override readonly name = 'TooManyExportsError';
  readonly code = 'too_many_exports';
  readonly status = 429;
  readonly title = 'Too many exports at once';
  override readonly headers = { 'Retry-After': '30' };

  constructor(most: number) {
    super(`You are downloading ${most} archives, which is the limit. Try again when one of them is complete.`);
  }
}

export class ExportsBusyError extends DomainError {
  override readonly name = 'ExportsBusyError';
  readonly code = 'exports_busy';
  readonly status = 503;
  readonly title = 'Other archives are being exported';
  override readonly headers = { 'Retry-After': '30' };

  constructor() {
    super('The server exports as many archives as it can at once. Try again later.');
  }
}
