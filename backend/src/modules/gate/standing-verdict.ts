import type { Outcome } from '../../core/gate/verdict.js';

/** The SQL of what a verdict is held to, each a placeholder or an expression. */
export interface StandingConditions {
  /** The active policy's row. */
  readonly policy: string;
  /** A text[]: the environments of that policy that are asked about. */
  readonly environments: string;
  readonly at?: string;
}

/**
 * Whether a row of `artifact_verdict AS standing` stands: given by the active policy, for an environment of it, and its
 * time is not over. All SQL that answers with verdicts asks here, so that no answer knows a verdict that the gate would
 * not give.
 */
export function isStanding({ policy, environments, at = 'now()' }: StandingConditions): string {
  return `standing.policy_id = ${policy} AND standing.environment = ANY (${environments}::text[])
    AND (standing.holds_until IS NULL OR standing.holds_until > ${at})`;
}

/** Whether the time of a row of `artifact_verdict AS standing` is over, whatever else it is held to. In a form that an index answers. */
export function isExpired(at: string): string {
  return `standing.holds_until <= ${at}`;
}

/** Whether a row of `artifact_verdict AS standing` is what a list is filtered by, which is either or both. */
export function isAsked(
  { outcome, rule }: { readonly outcome?: Outcome | undefined; readonly rule?: string | undefined },
  bind: (value: unknown) => string,
): string {
  const conditions = [
    ...(outcome === undefined ? [] : [`standing.outcome = ${bind(outcome)}`]),
    ...(rule === undefined ? [] : [`standing.unmet_rules @> ARRAY[${bind(rule)}]::text[]`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** What lists say of a row of `artifact_verdict AS standing` and its `verdict`: a `VerdictSummary`, as JSON. */
export const VERDICT_SUMMARY = `json_build_object('environment', standing.environment, 'outcome', standing.outcome,
  'verdictId', verdict.verdict_id, 'summary', summary,
  'waiverCount', (SELECT count(*) FROM waiver_use WHERE waiver_use.verdict_id = standing.verdict_id))`;
