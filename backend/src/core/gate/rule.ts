import type { Finding } from '../findings/finding.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { RemedyPlan } from './remedy-plan.js';
import type { Setting, WrittenSettings } from './setting.js';
import type { ToolRules } from './tool-rules.js';
import type { Outcome, VexSource } from './verdict.js';

/** One rule of the policy: all that is known of it. A new one is an object of this kind, and its line in `RULES`. */
export interface Rule<Path extends string = string, Value extends RuleValue = RuleValue> extends Setting<Path, Value> {
  /**
   * The value where the policy does not name the rule. A rule that has one is evaluated always, others where their value asks for
   * something. Undefined: it is not asked.
   */
  unnamed?(settings: WrittenSettings): Value | undefined;
  /** What it asks, in a plain sentence. */
  sentence(value: Value, settings: WrittenSettings): string;
  /** Null where there is nothing to judge, and another rule says so. */
  judge(context: EvaluationContext, value: Value): RuleResult | null;
}

export type RuleValue = string | number | readonly string[] | { readonly [key: string]: string | number } | ToolRules;

/** What a rule says of an artifact. */
export interface RuleResult {
  readonly outcome: Outcome;
  readonly message: string;
  /** The message in its first sentence, without the findings that it names. */
  readonly summary: string;
  /** What the message says besides, each a sentence. */
  readonly notes: readonly string[];
  /** What would turn it into a pass; null for a pass. Of a rule that upgrades meet: by itself, whatever other rules ask for. */
  readonly remedy: string | null;
  /** The same as part of what meets all rules. Left out where that makes no difference. */
  readonly remedyBy?: (plan: RemedyPlan) => string | null;
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** Of a rule that counts them: how many of them have to go. Left out where it counts none, or not too many. */
  readonly excess?: number | undefined;
  /** Those that kept a finding from counting. */
  readonly waivers: ReadonlySet<string>;
  /** VEX documents that did so, by digest. Left out: none. */
  readonly vex?: ReadonlyMap<string, VexSource> | undefined;
  /** When the passing of time alone gives another outcome. */
  readonly changes: readonly Change[];
  /** False where no scan carries what the rule needs. */
  readonly isChecked: boolean;
}

/** The instant in milliseconds, and the outcome from then on. */
export interface Change {
  readonly at: number;
  readonly to: Outcome;
}

export function pass(message: string, changes: readonly Change[] = []): RuleResult {
  return {
    outcome: 'pass',
    message,
    summary: message,
    notes: [],
    remedy: null,
    findings: [],
    waivers: new Set(),
    changes,
    isChecked: true,
  };
}

/** For a rule that no scan carries the data for: unknown, or a pass that says so where the policy accepts that. */
export function unchecked(message: string, consequence: 'accept' | 'unknown', remedy: string): RuleResult {
  if (consequence === 'unknown') return { ...refuse('unknown', message, remedy), isChecked: false };
  const note = 'The policy accepts this.';
  return { ...pass(`${message} ${note}`), summary: message, notes: [note], isChecked: false };
}

/** Fails and unknowns that no passing of time alters. */
export function refuse(outcome: 'fail' | 'unknown', message: string, remedy: string): RuleResult {
  return {
    outcome,
    message,
    summary: message,
    notes: [],
    remedy,
    findings: [],
    waivers: new Set(),
    changes: [],
    isChecked: true,
  };
}

/** A result whose outcome is known. The rest takes longer, and is made when it is asked for. */
export class ToldLater implements RuleResult {
  #told: RuleResult | null = null;

  constructor(
    readonly outcome: Outcome,
    private readonly tell: () => RuleResult,
  ) {}

  get message(): string {
    return this.told.message;
  }

  get summary(): string {
    return this.told.summary;
  }

  get notes(): readonly string[] {
    return this.told.notes;
  }

  get remedy(): string | null {
    return this.told.remedy;
  }

  get findings(): readonly Finding[] {
    return this.told.findings;
  }

  get waivers(): ReadonlySet<string> {
    return this.told.waivers;
  }

  get vex(): ReadonlyMap<string, VexSource> | undefined {
    return this.told.vex;
  }

  get changes(): readonly Change[] {
    return this.told.changes;
  }

  get isChecked(): boolean {
    return this.told.isChecked;
  }

  private get told(): RuleResult {
    return (this.#told ??= this.tell());
  }
}
