import { DomainError } from '../../../common/errors/domain-error.js';
import type { ProblemIssue } from '../../../common/errors/problem.dto.js';
import { problemOf } from '../../../common/errors/problem.js';
import type { Failure } from './messages.js';

/**
 * An error that was thrown in another thread: the sender gets the same message, and the log is written where it was
 * thrown.
 */
class RelayedError extends DomainError {
  override readonly name: string;
  readonly code: string;
  readonly status: number;
  readonly title: string;
  override readonly issues: readonly ProblemIssue[];
  override readonly headers: Readonly<Record<string, string>>;

  constructor({ name, message }: Failure, { code, status, title, issues, headers }: NonNullable<Failure['answer']>) {
    super(message);
    this.name = name;
    this.code = code;
    this.status = status;
    this.title = title;
    this.issues = issues;
    this.headers = headers;
  }
}

/** Errors lose their classes on the way to another thread. */
export function failureOf(error: unknown): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const { status, code, title, detail, issues = [] } = problemOf(error, '');
  if (code === 'internal_error') return { name, message, stack, answer: null };
  const headers = error instanceof DomainError ? error.headers : {};
  return { name, message: detail, stack, answer: { status, code, title, issues, headers } };
}

export function errorOf(failure: Failure): Error {
  const error =
    failure.answer === null
      ? Object.assign(new Error(failure.message), { name: failure.name })
      : new RelayedError(failure, failure.answer);
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
