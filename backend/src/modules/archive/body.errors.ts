import { DomainError } from '../../common/errors/domain-error.js';

export const HOW_TO_SEND = 'Send the file itself: curl --data-binary @report.json URL';

export class BodyMissingError extends DomainError {
  override readonly name = 'BodyMissingError';
  readonly code = 'body_missing';
  readonly status = 400;
  readonly title = 'The request has no body';

  constructor() {
    super(`There is no report in the request. ${HOW_TO_SEND}`);
  }
}

export class ContentEncodingError extends DomainError {
  override readonly name = 'ContentEncodingError';
  readonly code = 'unsupported_content_encoding';
  readonly status = 415;
  readonly title = 'Unsupported content encoding';

  constructor() {
    super('Content-Encoding must be exactly one of gzip, br, deflate and zstd.');
  }
}

export class BodyTooLargeError extends DomainError {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'body_too_large';
  readonly status = 413;
  readonly title = 'The body is too large';

  constructor(limit: number) {
    super(`A report can have at most ${limit} bytes, both as sent and as decoded. BODY_LIMIT sets the limit.`);
  }
}

export class DecompressionBombError extends DomainError {
  override readonly name = 'DecompressionBombError';
  readonly code = 'decompression_bomb';
  readonly status = 413;
  readonly title = 'The body expands too much when decompressed';
}

export class BodyBrokenError extends DomainError {
  override readonly name = 'BodyBrokenError';
  readonly code = 'body_broken';
  readonly status = 400;
  readonly title = 'The body cannot be decoded';

  constructor(encoding: string, cause: unknown) {
    super(`The body is incomplete, or is not ${encoding} as Content-Encoding says.`, { cause });
  }
}
