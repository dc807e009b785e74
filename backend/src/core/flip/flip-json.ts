import { type NamedFinding, namedFinding } from '../path/way-json.js';
import type { Outcome } from '../gate/verdict.js';
import type { Flip, FlipCause, RuleFlip } from './flip.js';
import { becauseWords, flipHeadline } from './flip-words.js';
import type { Input } from './input.js';

/** Findings listed with a cause; `findingCount` has the number. */
const MOST_FINDINGS = 20;

/** Why two verdicts differ, as it is answered and written. */
export interface FlipJson {
  readonly headline: string;
  /** The same without the outcome and its date; empty where the outcome is the same. */
  readonly because: string;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly differing: readonly Input[];
  readonly causes: readonly CauseJson[];
  readonly rules: readonly RuleFlipJson[];
}

export interface CauseJson extends Omit<FlipCause, 'findings'> {
  /** Worst first. */
  readonly findings: readonly NamedFinding[];
  readonly findingCount: number;
}

export interface RuleFlipJson extends Omit<RuleFlip, 'causes'> {
  readonly causes: readonly CauseJson[];
}

/** `since` is when the later verdict was given: ISO 8601. */
export function flipJson(flip: Flip, environment: string, since: string): FlipJson {
  const { before, after, differing, causes, rules } = flip;
  return {
    headline: flipHeadline(flip, environment, since),
    because: becauseWords(flip),
    before,
    after,
    differing,
    causes: causes.map(causeJson),
    rules: rules.map((rule) => ({ ...rule, causes: rule.causes.map(causeJson) })),
  };
}

function causeJson({ findings, ...cause }: FlipCause): CauseJson {
  return { ...cause, findings: findings.slice(0, MOST_FINDINGS).map(namedFinding), findingCount: findings.length };
}
