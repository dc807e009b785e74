import { DomainError } from '../../common/errors/domain-error.js';
import type { ProblemIssue } from '../../common/errors/problem.dto.js';
import { variableOf } from '../../config/report-limits.js';
import type { ReportError } from '../../core/reports/report-error.js';
import type { Remark } from '../../core/reports/scan.js';
import type { MissingNames } from '../../core/reports/subject.js';
import { HOW_TO_SEND } from '../archive/body.errors.js';

export class ReportRefusedError extends DomainError {
  override readonly name = 'ReportRefusedError';
  readonly code: string;
  readonly status = 422;
  readonly title = 'Report not accepted';
  override readonly issues: readonly ProblemIssue[];

  constructor(cause: ReportError) {
    const limit = cause.limit === null ? '' : ` ${variableOf(cause.limit.name)} sets the limit.`;
    super(`${cause.message}${limit}`, { cause });
    this.code = cause.code;
    this.issues = cause.issues;
  }
}

/** Of something else than it is filed for, or from a time to come: evidence only where the policy says so. */
export class EvidenceMismatchError extends DomainError {
  override readonly name = 'EvidenceMismatchError';
  readonly code = 'evidence_mismatch';
  readonly status = 422;
  readonly title = 'The report is about another image';
  override readonly issues: readonly ProblemIssue[];

  constructor(mismatches: readonly Remark[]) {
    super(
      `${mismatches.map(({ message }) => message).join(' ')} Nothing was stored. A policy with \`evidence.mismatch: accept\` ` +
        'in one of its environments takes such reports in.',
    );
    this.issues = mismatches.map(({ pointer, message }) => ({ pointer, message }));
  }
}

/** Only where the sender asked for it: otherwise a name is made up, and a warning says so. */
export class ImageUnnamedError extends DomainError {
  override readonly name = 'ImageUnnamedError';
  readonly code = 'image_unnamed';
  readonly status = 422;
  readonly title = 'The report does not name its image';
  /** One for each parameter that would name what is missing. */
  override readonly issues: readonly ProblemIssue[];

  constructor(subject: string | null, { digest }: MissingNames) {
    super(
      `${subject === null ? 'It names nothing that was scanned.' : `It names only "${subject}", which is no image reference.`} ` +
        'Nothing was stored. Send it again with ?image=REPOSITORY.',
    );
    this.issues = [
      { parameter: 'image', message: 'is not in the report' },
      ...(digest
        ? [{ parameter: 'digest', message: "is not in the report either; without it, the report's own hash is used" }]
        : []),
    ];
  }
}

export class MediaTypeError extends DomainError {
  override readonly name = 'MediaTypeError';
  readonly code = 'unsupported_media_type';
  readonly status = 415;
  readonly title = 'Unsupported content type';

  constructor(isMultipart: boolean) {
    super(
      isMultipart
        ? `A form with files (multipart) is not taken. ${HOW_TO_SEND} (and not -F).`
        : `Reports are JSON. ${HOW_TO_SEND} with -H 'Content-Type: application/json', or with no type at all.`,
    );
  }
}

/** The client disconnected in the middle of its body, so no one gets this answer. Nothing is stored. */
export class BodyAbortedError extends DomainError {
  override readonly name = 'BodyAbortedError';
  readonly code = 'body_aborted';
  readonly status = 400;
  readonly title = 'The body ended too early';

  constructor(cause: unknown) {
    super('The connection was closed before the whole body had arrived. Nothing was stored. Send it again.', { cause });
  }
}

export class BodyTooSlowError extends DomainError {
  override readonly name = 'BodyTooSlowError';
  readonly code = 'body_too_slow';
  readonly status = 408;
  readonly title = 'The body is sent too slowly';
  override readonly headers = { Connection: 'close' };

  constructor(leastRate: number) {
    super(
      `A report must be sent at ${leastRate} bytes a second or more (INGEST_LEAST_RATE, measured over ten seconds). Nothing was stored.`,
    );
  }
}

/** Any of the reasons why a report may have to wait outside. */
const COME_AGAIN = { 'Retry-After': '10' };

export class QueueFullError extends DomainError {
  override readonly name = 'QueueFullError';
  readonly code = 'ingest_queue_full';
  readonly status = 503;
  readonly title = 'Too many reports are being received';
  override readonly headers = COME_AGAIN;

  constructor(most: number) {
    super(
      `At most ${most} reports are received at once, and half as many from one sender (INGEST_QUEUE_LIMIT). Nothing was stored. ` +
        'Send it again later.',
    );
  }
}

export class QueueTooSlowError extends DomainError {
  override readonly name = 'QueueTooSlowError';
  readonly code = 'ingest_queue_timeout';
  readonly status = 503;
  readonly title = 'The report waited too long';
  override readonly headers = COME_AGAIN;

  constructor(milliseconds: number) {
    super(
      `The server was busy with other reports for ${milliseconds} ms (INGEST_QUEUE_TIMEOUT_MS). Nothing was stored. Send it again later.`,
    );
  }
}

export class SpoolFullError extends DomainError {
  override readonly name = 'SpoolFullError';
  readonly code = 'spool_full';
  readonly status = 503;
  readonly title = 'There is no space for the report';
  override readonly headers = COME_AGAIN;

  constructor(limit: number) {
    super(
      `Reports that wait may take ${limit} bytes together, and those of one sender half of that (INGEST_SPOOL_LIMIT). ` +
        'Nothing was stored. Send it again later, compressed if it is not.',
    );
  }
}

export class SpoolBrokenError extends DomainError {
  override readonly name = 'SpoolBrokenError';
  readonly code = 'spool_broken';
  readonly status = 507;
  readonly title = 'The report cannot be written to disk';

  constructor(cause: unknown) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    super(`Writing to INGEST_SPOOL_DIRECTORY failed: ${code}. Nothing was stored.`, { cause });
  }
}

/** The thread that read it was ended, and its transaction with it. */
export class ReportTooHeavyError extends DomainError {
  override readonly name = 'ReportTooHeavyError';
  readonly code = 'report_too_heavy';
  readonly status = 413;
  readonly title = 'The report needs too much memory';

  constructor(mebibytes: number) {
    super(
      `Reading the report needs more than ${mebibytes} MiB of memory (INGEST_MEMORY_LIMIT_MB). Nothing was stored.`,
    );
  }
}

export class ReportTooCostlyError extends DomainError {
  override readonly name = 'ReportTooCostlyError';
  readonly code = 'report_too_costly';
  readonly status = 422;
  readonly title = 'The report takes too long to read';

  constructor(milliseconds: number) {
    super(`Reading the report takes more than ${milliseconds} ms (INGEST_TIME_LIMIT_MS). Nothing was stored.`);
  }
}
