import type { ProblemIssue } from './problem.dto.js';

/**
 * An error that the caller can do something about. `code` names its kind for programs and never
 * changes; `message` says what happened here and what to do. Nothing secret goes in.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly status: number;
  /** The kind of error in words. */
  abstract readonly title: string;
  readonly issues: readonly ProblemIssue[] = [];
  /** Of the answer, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>> = {};
}
