import { IsOptional, Matches } from 'class-validator';
import type { SideName } from '../../../core/compare/doubts.js';
import type { CauseJson, RuleFlipJson } from '../../../core/flip/flip-json.js';
import type { Input } from '../../../core/flip/input.js';
import type { Outcome } from '../../../core/gate/verdict.js';
import type { FlipMissing } from '../../gate/verdict-flip.js';
import { ClearedFinding } from './way-to-green.dto.js';

export class FlipQuery {
  /**
   * What to compare with: the id of a verdict, or of an artifact, for its verdict of that time. Left out: the last verdict of the same artifact that had
   * another outcome; else that of the artifact of the same image that came in before.
   * @example "v_0123456789abcdef0123456789abcdef"
   */
  @IsOptional()
  @Matches(/^(?:[1-9]\d{0,9}|v_[0-9a-f]{32})$/, { message: 'from must be the id of a verdict or of an artifact' })
  from?: string;
}

/** One of two verdicts. */
export class FlipVerdict {
  verdictId!: string;
  artifactId!: string;
  digest!: string;
  outcome!: Outcome;
  /** @format date-time */
  evaluatedAt!: string;
}

/** Why it is not known. */
export class FlipMissingInput {
  /** Of which of the two verdicts. */
  of!: SideName;
  /**
   * What is missing.
   *
   * - `scans-not-kept`: a version gave it that did not keep which scans it used
   * - `scan-deleted`: a scan that it used was deleted
   * - `scan-read-again`: another version of Plimsoll has read a report again since
   * - `other-scans`: the scans that are stored from then are others than it used
   * - `policy-unreadable`: this version cannot read the policy of then
   * - `decided-otherwise`: this version gives another verdict for the same inputs
   */
  reason!: FlipMissing;
}

/** To what it is due that an outcome is another one. */
export class FlipCause implements CauseJson {
  /**
   * The kind of input that changed.
   *
   * - `image`: what is inside, or how it is configured
   * - `advisory`: a vulnerability was published, or rated in another way
   * - `known-exploited`: it is known to be exploited (CISA KEV), or no longer
   * - `epss`: the probability that it is exploited
   * - `scan`: another scanner, version or database, other scans, or a recall
   * - `not-known`: the image or its scans, and the evidence does not show which
   * - `vex`: VEX documents, or analyses in reports
   * - `waiver`: one was approved, revoked or changed
   * - `deployment`: what runs in the environment, or its scans, where the policy limits what is introduced
   * - `policy`: the policy was edited
   * - `time`: a scan, a grace period or a waiver expired
   */
  input!: Input;
  /** Whether it would have led to the other outcome without the other causes. */
  isEnough!: boolean;
  /** @example "CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-24." */
  sentence!: string;
  /** Those that count, or no longer count, because of it: worst first, at most 20. */
  findings!: ClearedFinding[];
  findingCount!: number;
}

/** A rule that says something else. */
export class RuleFlip implements RuleFlipJson {
  /** @example "vulnerabilities.critical" */
  rule!: string;
  /** Null where the policy does not have the rule, or the rule does not apply. */
  before!: Outcome | null;
  after!: Outcome | null;
  /** Whether the outcome of a verdict depends on it, and the two outcomes differ. */
  isDecisive!: boolean;
  causes!: FlipCause[];
}

/** Why a verdict says something else than an earlier one. */
export class VerdictFlip {
  /** The verdict that was asked about. */
  verdictId!: string;
  /** The earlier one of the two that are compared; null where there is none. */
  from!: FlipVerdict | null;
  /** The later one. Where `from` was left out, the first since with the outcome of the verdict that was asked about. */
  to!: FlipVerdict;
  /** @example "Fails for prod since 2026-11-24: CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-24 (the image is the same)." */
  sentence!: string;
  /** The same without outcome and date, without its full stop. Empty where the outcome is the same or the cause is not known. */
  because!: string;
  /** Null where the causes are known, or there is nothing to compare with. */
  missing!: FlipMissingInput | null;
  /** All kinds of input in which the two differ. */
  differing!: Input[];
  /** Of the rules that decide. Empty where the outcome is the same or the cause is not known. */
  causes!: FlipCause[];
  /** Rules whose outcome differs; those that decide first. */
  rules!: RuleFlip[];
}
