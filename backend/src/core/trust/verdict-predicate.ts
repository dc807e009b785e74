import { verdictJson } from '../gate/verdict-json.js';
import { OUTCOMES, type Outcome, type Verdict } from '../gate/verdict.js';
import { type Statement, VERDICT } from '../signatures/statement.js';

/** The predicate of `https://plimsoll.dev/verdict/v1`: who decided, and what. docs/verdict-attestation.md describes it. */
export interface VerdictPredicate {
  readonly verifier: { readonly id: string; readonly version: string };
  readonly verdict: Verdict;
}

const VERIFIER = 'https://plimsoll.dev/gate';

export function verdictPredicate(verdict: Verdict, version: string): string {
  return `{"verifier":${JSON.stringify({ id: VERIFIER, version })},"verdict":${verdictJson(verdict).trimEnd()}}\n`;
}

/** What is read of an attested verdict. */
export interface AttestedVerdict {
  readonly verdictId: string;
  readonly outcome: Outcome;
  readonly environment: string;
  readonly digest: string;
  readonly policyVersion: string;
  readonly evaluatedAt: string;
  readonly holdsUntil: string | null;
  /** Sentences; those of passes are left out. */
  readonly reasons: readonly string[];
}

/**
 * The verdicts among trusted statements. A signed statement that is not a valid verdict is left out, so that it permits
 * nothing.
 */
export function verdictsIn(statements: readonly Statement[]): AttestedVerdict[] {
  return statements
    .filter(({ predicateType }) => predicateType === VERDICT)
    .flatMap(({ predicate }) => verdictIn(predicate) ?? []);
}

function verdictIn(predicate: unknown): AttestedVerdict | null {
  const verdict = (predicate as { verdict?: unknown } | null)?.verdict as Partial<Verdict> | null | undefined;
  if (typeof verdict !== 'object' || verdict === null) return null;
  const { verdictId, environment, digest, policyVersion, evaluatedAt, holdsUntil = null, reasons } = verdict;
  const outcome = OUTCOMES.find((known) => known === verdict.outcome);
  const isWhole =
    outcome !== undefined &&
    [verdictId, environment, digest, policyVersion, evaluatedAt].every((text) => typeof text === 'string') &&
    isInstant(evaluatedAt) &&
    (holdsUntil === null || isInstant(holdsUntil)) &&
    Array.isArray(reasons);
  if (!isWhole) return null;
  const told = (reasons ?? []).filter((reason) => reason.outcome !== 'pass').map(({ message }) => String(message));
  return {
    verdictId,
    environment,
    digest,
    policyVersion,
    evaluatedAt,
    holdsUntil,
    outcome,
    reasons: told,
  } as AttestedVerdict;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
