import type { Finding } from '../findings/finding.js';
import type { DecidingPolicy } from '../gate/evaluate.js';
import { type EvaluationContext, evaluationContext } from '../gate/evaluation-context.js';
import { asksForIntroduced } from '../gate/introduced.js';
import { judge, outcomeOf } from '../gate/judge.js';
import { rulesOf } from '../gate/rule-book.js';
import type { RuleResult } from '../gate/rule.js';
import type { Settings } from '../gate/settings.js';
import { UnknownEnvironmentError } from '../gate/unknown-environment-error.js';
import type { Outcome } from '../gate/verdict.js';
import { exceptionsAt } from './exceptions-at.js';
import type { FindingEntry } from './finding-entry.js';
import type { FlipSide, FlipSides } from './flip-side.js';
import { type Input, INPUTS } from './input.js';
import type { Mask } from './minimal-sets.js';
import { MixedFacts } from './mixed-facts.js';
import { AddedToRunning, isOtherRunning } from './added-to-running.js';

/** What the gate would have said with some inputs of the later verdict and the others of the earlier one. */
export interface World {
  readonly outcome: Outcome;
  /** By path; without the rules that are not asked, or have nothing to judge. */
  readonly results: ReadonlyMap<string, RuleResult>;
  readonly context: EvaluationContext;
  /** Those that a rule counts, by `FindingEntry.key`. */
  readonly countedBy: (rule: string) => ReadonlyMap<string, CountedFinding>;
}

export interface CountedFinding {
  readonly entry: FindingEntry;
  /** As it is in that world. */
  readonly finding: Finding;
}

/** Two worlds that differ in one input, in which a rule says something else. */
export interface Witness {
  readonly input: Input;
  readonly rule: string;
  readonly without: World;
  readonly with: World;
}

/** Two verdicts and all mixtures of their inputs. Each mixture is evaluated once, on request. */
export class Worlds {
  /** Those in which the two differ, in the order of INPUTS: each is a bit of a mask. */
  readonly inputs: readonly Input[];
  readonly #byPolicy: Readonly<Record<'before' | 'after', MixedFacts>>;
  readonly #settings: Readonly<Record<'before' | 'after', Settings>>;
  readonly #judged = new Map<Mask, World>();
  readonly #exceptions = new Map<string, Pick<FlipSide, 'waivers' | 'vex'>>();
  readonly #added = new AddedToRunning();

  /** Throws UnknownEnvironmentError. */
  constructor(
    private readonly sides: FlipSides,
    private readonly environment: string,
  ) {
    const { before, after } = sides;
    this.#settings = { before: settingsOf(before.policy, environment), after: settingsOf(after.policy, environment) };
    const byBefore = new MixedFacts(before.seen.before, after.seen.before);
    const isOfSame = before.seen.before === before.seen.after && after.seen.before === after.seen.after;
    const byAfter = isOfSame ? byBefore : new MixedFacts(before.seen.after, after.seen.after);
    this.#byPolicy = { before: byBefore, after: byAfter };
    const differing = new Set([...byBefore.inputs, ...byAfter.inputs, ...this.differingBesides()]);
    this.inputs = INPUTS.filter((input) => differing.has(input) && this.isAsked(input));
  }

  /** All of them exchanged. */
  get all(): Mask {
    return 2 ** this.inputs.length - 1;
  }

  in(mask: Mask): World {
    let world = this.#judged.get(mask);
    if (world === undefined) this.#judged.set(mask, (world = this.judge(mask)));
    return world;
  }

  bitOf(input: Input): Mask {
    return 2 ** this.inputs.indexOf(input);
  }

  private judge(mask: Mask): World {
    const isExchanged = (input: Input) => !this.inputs.includes(input) || (mask & this.bitOf(input)) !== 0;
    const exchanged = new Set(INPUTS.filter(isExchanged));
    const sideOf = (input: Input) => (exchanged.has(input) ? this.sides.after : this.sides.before);
    const policy = exchanged.has('policy') ? 'after' : 'before';
    const settings = this.#settings[policy];
    const mixed = this.#byPolicy[policy];
    const { at } = sideOf('time');
    const seen = mixed.seen(exchanged);
    const context = evaluationContext({
      facts: seen.facts,
      settings,
      introduced: asksForIntroduced(settings) ? this.#added.of(seen, sideOf('deployment').running[policy]) : undefined,
      waivers: this.exceptions(sideOf('waiver'), at).waivers,
      vex: this.exceptions(sideOf('vex'), at).vex,
      environment: this.environment,
      at: Date.parse(at),
    });
    const judged = judge(rulesOf(settings), context);
    const results = new Map(judged.map(({ path, result }) => [path, result]));
    const countedBy = new Map<string, ReadonlyMap<string, CountedFinding>>();
    return {
      outcome: outcomeOf(judged),
      results,
      context,
      countedBy: (rule) => {
        let counted = countedBy.get(rule);
        if (counted === undefined) countedBy.set(rule, (counted = entriesOf(results.get(rule), mixed)));
        return counted;
      },
    };
  }

  /** Of the same side and instant the same lists. */
  private exceptions(side: FlipSide, at: string): Pick<FlipSide, 'waivers' | 'vex'> {
    const { before, after } = this.sides;
    const isAfter = side === after;
    const key = `${isAfter} ${at}`;
    let exceptions = this.#exceptions.get(key);
    if (exceptions === undefined) {
      this.#exceptions.set(key, (exceptions = exceptionsAt(side, isAfter ? before : after, at)));
    }
    return exceptions;
  }

  private differingBesides(): Input[] {
    const { before, after } = this.sides;
    const settings = this.#settings;
    const differ = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
    const documents = ({ vex }: FlipSide) => vex.map(({ document, sender }) => [document, sender]);
    return [
      ...(differ(settings.before, settings.after) ? ['policy' as const] : []),
      ...(differ(before.waivers, after.waivers) ? ['waiver' as const] : []),
      ...(differ(documents(before), documents(after)) ? ['vex' as const] : []),
      ...(isOtherRunning(before.running, after.running) ? ['deployment' as const] : []),
      ...(Date.parse(before.at) === Date.parse(after.at) ? [] : ['time' as const]),
    ];
  }

  /** Probabilities change every day, and mostly no rule and no waiver looks at them. What runs is a matter of limits on what is introduced alone. */
  private isAsked(input: Input): boolean {
    const sides = [this.#settings.before, this.#settings.after];
    if (input === 'deployment') return sides.some(asksForIntroduced);
    if (input !== 'epss') return true;
    const waivers = [...this.sides.before.waivers, ...this.sides.after.waivers];
    return (
      sides.some(({ vulnerabilities }) => vulnerabilities?.likelyExploited !== undefined) ||
      waivers.some(({ conditions }) => conditions?.epssBelow !== undefined)
    );
  }
}

function entriesOf(result: RuleResult | undefined, mixed: MixedFacts): ReadonlyMap<string, CountedFinding> {
  const counted = new Map<string, CountedFinding>();
  for (const finding of result?.findings ?? []) {
    const entry = mixed.entryOf(finding);
    if (entry !== undefined) counted.set(entry.key, { entry, finding });
  }
  return counted;
}

function settingsOf({ environments }: DecidingPolicy, environment: string): Settings {
  const found = environments.find(({ name }) => name === environment);
  if (found !== undefined) return found.settings;
  throw new UnknownEnvironmentError(
    environment,
    environments.map(({ name }) => name),
  );
}
