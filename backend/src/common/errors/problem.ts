import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { isRefusedData } from '../../database/refused-data.js';
import { DomainError } from './domain-error.js';
import type { ProblemDetails } from './problem.dto.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The last net: what every check let through and the database refuses. */
const UNSTORABLE = 'unstorable_input';

/** What the caller gets about an error. Details of an unexpected error are left out. */
export function problemOf(error: unknown, requestId: string): ProblemDetails {
  if (error instanceof DomainError) {
    const { status, code, title, message, issues, errors } = error;
    return {
      ...problem(status, code, requestId, title, message),
      ...(issues.length > 0 && { issues: [...issues] }),
      ...(errors.length > 0 && { errors: [...errors] }),
    };
  }
  if (error instanceof HttpException) {
    return problem(error.getStatus(), codeOfStatus(error.getStatus()), requestId, undefined, error.message);
  }
  if (isFastifyError(error) && error.statusCode < 500) {
    return problem(error.statusCode, codeOfStatus(error.statusCode), requestId, undefined, error.message);
  }
  if (isTimeout(error)) {
    return problem(
      503,
      'handler_timeout',
      requestId,
      undefined,
      'The request took too long and was stopped. Try again.',
    );
  }
  if (isRefusedData(error)) {
    return problem(
      422,
      UNSTORABLE,
      requestId,
      'The request has a value that cannot be stored',
      'A text, number or date in it is too long, too large or in a form that cannot be stored. The server log has details under this request id.',
    );
  }
  return problem(
    500,
    'internal_error',
    requestId,
    undefined,
    'Something went wrong on the server. The server log has details under this request id.',
  );
}

/** Whether it says that something is wrong with the server, or with its checks, so that the error belongs into the log. */
export function isUnforeseen(details: ProblemDetails): boolean {
  return ['internal_error', 'handler_timeout', UNSTORABLE].includes(details.code);
}

function problem(
  status: number,
  code: string,
  requestId: string,
  title: string | undefined,
  detail: string,
): ProblemDetails {
  return {
    type: `urn:plimsoll:problem:${code}`,
    title: title ?? STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
  };
}

/** Not Found → not_found. */
function codeOfStatus(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '_');
}

/** Fastify's, or that of an AbortSignal. */
function isTimeout(error: unknown): boolean {
  if (isFastifyError(error)) return error.code === 'FST_ERR_HANDLER_TIMEOUT';
  return error instanceof DOMException && error.name === 'TimeoutError';
}

function isFastifyError(error: unknown): error is Error & { statusCode: number; code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('FST_') &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
  );
}
