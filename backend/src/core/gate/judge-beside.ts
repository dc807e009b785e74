import type { Finding } from '../findings/finding.js';
import type { Clearance } from './clearance.js';
import { isNamedByNone } from './column-findings.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { JudgedRule } from './judge.js';
import type { AskedRule } from './rule-book.js';
import type { RuleResult } from './rule.js';

/** A rule, what it says, and of which findings it asked whether something clears them. */
interface WatchedRule {
  readonly rule: AskedRule;
  readonly result: RuleResult | null;
  readonly asked: ReadonlySet<Finding>;
}

/** The rules of an environment in one context. Each is judged when its result is asked for, and once. */
export class JudgedContext {
  private readonly watched: WatchedRule[] = [];
  private all: readonly JudgedRule[] | null = null;

  private constructor(
    readonly context: EvaluationContext,
    /** How many rules there are. */
    private readonly count: number,
    private readonly judgeAt: (place: number) => WatchedRule,
  ) {}

  static of(rules: readonly AskedRule[], context: EvaluationContext): JudgedContext {
    const watch = new Watch(context);
    return new JudgedContext(context, rules.length, (place) => {
      const rule = rules[place] as AskedRule;
      const asked = watch.begin();
      return { rule, result: rule.judge(watch.context), asked };
    });
  }

  /**
   * The same rules in a context that differs in its waivers alone. Rules that asked about no finding that these clear otherwise say the
   * same, and are not judged again; their words are those of the other context.
   */
  static beside(other: JudgedContext, context: EvaluationContext): JudgedContext {
    const changed = clearedOtherwise(other.context, context);
    return new JudgedContext(context, other.count, (place) => {
      const watched = other.at(place);
      const { rule, asked } = watched;
      return changed.some((finding) => asked.has(finding)) ? { ...watched, result: rule.judge(context) } : watched;
    });
  }

  /**
   * Rules in a context that differs in nothing that some of them can see: `same` has by place where such a rule is in the other one. These
   * are judged once for both.
   */
  static sharing(
    other: JudgedContext,
    rules: readonly AskedRule[],
    context: EvaluationContext,
    same: ReadonlyMap<number, number>,
  ): JudgedContext {
    const own = JudgedContext.of(rules, context);
    return new JudgedContext(context, rules.length, (place) => {
      const there = same.get(place);
      return there === undefined ? own.at(place) : other.at(there);
    });
  }

  /** In policy order; without the rules that have nothing to judge. */
  get judged(): readonly JudgedRule[] {
    return (this.all ??= this.judgeAll());
  }

  /** The place of a rule that fails; null where none does. Others are judged until one is found, the one at `first` before all. */
  failing(first: number): number | null {
    if (this.count === 0) return null;
    if (this.fails(first)) return first;
    for (let place = 0; place < this.count; place += 1) if (this.fails(place)) return place;
    return null;
  }

  private judgeAll(): JudgedRule[] {
    const all: JudgedRule[] = [];
    for (let place = 0; place < this.count; place += 1) {
      const { rule, result } = this.at(place);
      if (result !== null) all.push({ path: rule.path, result });
    }
    return all;
  }

  private fails(place: number): boolean {
    return this.at(place).result?.outcome === 'fail';
  }

  private at(place: number): WatchedRule {
    return (this.watched[place] ??= this.judgeAt(place));
  }
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
