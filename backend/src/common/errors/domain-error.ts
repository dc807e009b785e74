import type { ProblemIssue, RefusedItem } from './problem.dto.js';

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
  /** Of a list of things that were named, those that are refused. */
  readonly errors: readonly RefusedItem[] = [];
  /** Of the answer, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>> = {};
}
