import type { EvaluationContext } from './evaluation-context.js';
import type { AskedRule } from './rule-book.js';
import type { RuleResult } from './rule.js';
import { type Outcome, OUTCOMES } from './verdict.js';

/** What a rule says of an artifact. */
export interface JudgedRule {
  readonly path: string;
  readonly result: RuleResult;
}

/** In policy order; without the rules that have nothing to judge. */
export function judge(rules: readonly AskedRule[], context: EvaluationContext): JudgedRule[] {
  return rules.flatMap(({ path, judge: judgeOne }) => {
    const result = judgeOne(context);
    return result === null ? [] : [{ path, result }];
  });
}

/** Of the worst. Where nothing was judged, nothing is known. */
export function outcomeOf(judged: readonly JudgedRule[]): Outcome {
  return judged.reduce<Outcome>(
    (worst, { result }) => (rankOf(result.outcome) > rankOf(worst) ? result.outcome : worst),
    judged.length === 0 ? 'unknown' : 'pass',
  );
}

export function rankOf(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}
