import type { Finding } from '../findings/finding.js';
import { compareFindings } from '../findings/order.js';
import { rankOf } from '../gate/judge.js';
import type { Outcome } from '../gate/verdict.js';
import { causeSentence } from './cause-words.js';
import { type FindingEntry, findingOf } from './finding-entry.js';
import type { FlipSides } from './flip-side.js';
import type { Input } from './input.js';
import { type Mask, minimalSets } from './minimal-sets.js';
import { type Witness, type World, Worlds } from './worlds.js';

/** Why one of two verdicts for an environment says something else than the other. */
export interface Flip {
  readonly before: Outcome;
  readonly after: Outcome;
  /** In which inputs the two differ at all. */
  readonly differing: readonly Input[];
  /** Of the rules that decide: empty where both outcomes are the same. */
  readonly causes: readonly FlipCause[];
  /** Those that say something else, those that decide first. */
  readonly rules: readonly RuleFlip[];
}

export interface RuleFlip {
  readonly rule: string;
  /** Null where the policy does not have the rule, or the rule does not apply. */
  readonly before: Outcome | null;
  readonly after: Outcome | null;
  /** Whether the outcome of a verdict hangs on it, and the two outcomes differ. */
  readonly isDecisive: boolean;
  readonly causes: readonly FlipCause[];
}

export interface FlipCause {
  readonly input: Input;
  /** Whether it would have done without the others. */
  readonly isEnough: boolean;
  readonly sentence: string;
  /** Those that count, or count no longer, because of it; worst first. Empty where the rule counts none. */
  readonly findings: readonly Finding[];
}

/**
 * To which inputs it is due that two verdicts say something else. Inputs of the earlier one are exchanged for those of the later one, in every
 * combination, and the gate is asked each time. An input is named if it belongs to a smallest set that, exchanged alone, leads to what the later verdict
 * says, or that, taken back alone, leads back to what the earlier one says. So the order in which inputs are looked at makes no difference. Pure. Throws
 * UnknownEnvironmentError.
 */
export function flip(sides: FlipSides, environment: string): Flip {
  const worlds = new Worlds(sides, environment);
  const [first, last] = [worlds.in(0), worlds.in(worlds.all)];
  const rules = [...new Set([...last.results.keys(), ...first.results.keys()])]
    .map((rule): Omit<RuleFlip, 'causes'> => {
      const [was, is] = [outcomeIn(first, rule), outcomeIn(last, rule)];
      const isDecisive = first.outcome !== last.outcome && (decides(was, first.outcome) || decides(is, last.outcome));
      return { rule, before: was, after: is, isDecisive };
    })
    .filter((rule) => (rule.before ?? 'pass') !== (rule.after ?? 'pass'))
    .sort((a, b) => Number(b.isDecisive) - Number(a.isDecisive) || worst(b) - worst(a))
    .map((rule): RuleFlip => ({ ...rule, causes: new RuleCauses(worlds, rule.rule, sides).list() }));
  return {
    before: first.outcome,
    after: last.outcome,
    differing: worlds.inputs,
    causes: united(rules.filter(({ isDecisive }) => isDecisive)),
    rules,
  };
}

function outcomeIn({ results }: World, rule: string): Outcome | null {
  return results.get(rule)?.outcome ?? null;
}

function decides(outcome: Outcome | null, ofVerdict: Outcome): boolean {
  return outcome !== null && outcome !== 'pass' && outcome === ofVerdict;
}

function worst({ before, after }: Omit<RuleFlip, 'causes'>): number {
  return Math.max(rankOf(before ?? 'pass'), rankOf(after ?? 'pass'));
}

/** What several rules are due to is named once: by what the first says where no findings tell it apart. */
function united(rules: readonly RuleFlip[]): FlipCause[] {
  const causes = new Map<string, FlipCause>();
  for (const cause of rules.flatMap(({ causes }) => causes)) {
    const name = cause.findings.length === 0 ? cause.input : `${cause.input} ${cause.sentence}`;
    const known = causes.get(name);
    if (known === undefined || (cause.isEnough && !known.isEnough)) causes.set(name, cause);
  }
  return [...causes.values()];
}

class RuleCauses {
  readonly #first: World;
  readonly #last: World;

  constructor(
    private readonly worlds: Worlds,
    private readonly rule: string,
    private readonly sides: FlipSides,
  ) {
    this.#first = worlds.in(0);
    this.#last = worlds.in(worlds.all);
  }

  list(): FlipCause[] {
    const { worlds } = this;
    const count = worlds.inputs.length;
    const leading = minimalSets(count, (set) => this.saysAs(this.#last, this.#first, worlds.in(set)));
    const leadingBack = minimalSets(count, (set) => this.saysAs(this.#first, this.#last, worlds.in(worlds.all & ~set)));
    return worlds.inputs.flatMap((input) => {
      const bit = worlds.bitOf(input);
      const [there, back] = [leading, leadingBack].map((sets) => sets.find((set) => (set & bit) !== 0)) as [
        Mask | undefined,
        Mask | undefined,
      ];
      const without = there === undefined ? back && worlds.all & ~back : there & ~bit;
      if (without === undefined) return [];
      const witness = { input, rule: this.rule, without: worlds.in(without), with: worlds.in(without | bit) };
      return [this.causeOf(witness, leading.includes(bit))];
    });
  }

  /**
   * Whether a world says what `told` does and `opposite` does not. What it fails for besides, in neither of the two, explains nothing: a pass is also what
   * fails by none of the findings of `opposite`, and no fail is what fails by other findings than `told`.
   */
  private saysAs(told: World, opposite: World, world: World): boolean {
    const [wanted, outcome] = [outcomeIn(told, this.rule) ?? 'pass', outcomeIn(world, this.rule) ?? 'pass'];
    if (wanted !== 'pass' && outcome !== wanted) return false;
    if (wanted === 'pass' && outcome === 'pass') return true;
    const counted = [...world.countedBy(this.rule).keys()];
    if (wanted === 'pass') {
      const others = opposite.countedBy(this.rule);
      return counted.length > 0 && !counted.some((key) => others.has(key));
    }
    const own = told.countedBy(this.rule);
    return counted.every((key) => own.has(key));
  }

  private causeOf(witness: Witness, isEnough: boolean): FlipCause {
    const entries = this.concerned(witness);
    return {
      input: witness.input,
      isEnough,
      sentence: causeSentence(witness, entries, this.sides),
      findings: entries.map(findingOf),
    };
  }

  /** Those that count in one of both worlds alone; where these are the same, all that count: then the limit is another one. */
  private concerned({ rule, without, with: exchanged }: Witness): FindingEntry[] {
    const [counted, others] = [exchanged.countedBy(rule), without.countedBy(rule)];
    const changed = [...counted, ...others].filter(([key]) => counted.has(key) !== others.has(key));
    const concerned = new Map(changed.length > 0 ? changed : [...(counted.size > 0 ? counted : others)]);
    const entries = Array.from(concerned.values(), ({ entry }) => entry);
    return entries.sort((a, b) => compareFindings(findingOf(a), findingOf(b)));
  }
}
