import type { Finding } from '../findings/finding.js';
import type { Clearance } from './clearance.js';
import { isNamedByNone } from './column-findings.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { JudgedRule } from './judge.js';
import type { AskedRule } from './rule-book.js';
import type { RuleResult } from './rule.js';

/** A context, and what rules say in it. */
export interface JudgedContext {
  readonly context: EvaluationContext;
  readonly watched: readonly WatchedRule[];
  /** In policy order; without the rules that have nothing to judge. */
  readonly judged: readonly JudgedRule[];
}

/** A rule, and of which findings it asked whether something clears them. */
interface WatchedRule {
  readonly rule: AskedRule;
  readonly result: RuleResult | null;
  readonly asked: ReadonlySet<Finding>;
}

/** As `judge` does. */
export function judgeWatched(rules: readonly AskedRule[], context: EvaluationContext): JudgedContext {
  const watch = new Watch(context);
  return judgedIn(
    context,
    rules.map((rule) => {
      const asked = watch.begin();
      return { rule, result: rule.judge(watch.context), asked };
    }),
  );
}

/**
 * The same rules in a context that differs in its waivers alone. Rules that asked about no finding that these clear otherwise say the same,
 * and are not judged again; their words are those of the other context.
 */
export function judgeBeside(other: JudgedContext, context: EvaluationContext): JudgedContext {
  const changed = clearedOtherwise(other.context, context);
  if (changed.length === 0) return { ...other, context };
  return judgedIn(
    context,
    other.watched.map((watched) => {
      const { rule, asked } = watched;
      return changed.some((finding) => asked.has(finding)) ? { ...watched, result: rule.judge(context) } : watched;
    }),
  );
}

function judgedIn(context: EvaluationContext, watched: readonly WatchedRule[]): JudgedContext {
  const judged = watched.flatMap(({ rule: { path }, result }) => (result === null ? [] : [{ path, result }]));
  return { context, watched, judged };
}

/** Both contexts are of the same findings. */
function clearedOtherwise(one: EvaluationContext, other: EvaluationContext): Finding[] {
  return one.facts.findings.filter(
    (finding) => !isNamedByNone(finding) && !isSame(one.clearanceOf(finding), other.clearanceOf(finding)),
  );
}

function isSame(one: Clearance | null, other: Clearance | null): boolean {
  if (one === null || other === null) return one === other;
  return one.by === other.by && one.waiver === other.waiver && one.until === other.until;
}

/** A context that notes of which findings it is asked. It is one for all rules, since some remember what they made for a context. */
class Watch {
  readonly context: EvaluationContext;
  private asked = new Set<Finding>();

  constructor(context: EvaluationContext) {
    const noting =
      <Answer>(answer: (finding: Finding) => Answer) =>
      (finding: Finding): Answer => {
        // What none names is cleared by the report or not at all.
        if (!isNamedByNone(finding)) this.asked.add(finding);
        return answer(finding);
      };
    this.context = { ...context, clearanceOf: noting(context.clearanceOf), refusalOf: noting(context.refusalOf) };
  }

  /** For the next rule. */
  begin(): ReadonlySet<Finding> {
    return (this.asked = new Set());
  }
}
