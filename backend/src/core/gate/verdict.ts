import type { FixState } from '../findings/fix-state.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Severity } from '../model/severity.js';
import type { Sender } from '../model/sender.js';
import type { Remark } from '../reports/scan.js';
import type { LackedComponents, ReplacedScan } from './facts.js';

export type { LackedComponents, ReplacedScan };

/** Fail outweighs unknown, unknown outweighs pass. */
export const OUTCOMES = ['pass', 'unknown', 'fail'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/**
 * May this artifact ship to this environment? Immutable: the same facts, policy, waivers, environment
 * and instant give the same bytes. This is what `GET /api/v1/gate` and `plimsoll gate --output json` write,
 * keys in this order.
 */
export interface Verdict {
  /** Names the inputs and the outcome: `v_` and 32 hex digits of their hash. */
  readonly verdictId: string;
  readonly outcome: Outcome;
  readonly environment: string;
  readonly image: string;
  readonly digest: string;
  /** `sha256:` of the policy file's bytes. */
  readonly policyVersion: string;
  /** Every rule that was held against the artifact: fails first, then unknowns, then passes; each in policy order. */
  readonly reasons: readonly Reason[];
  readonly inputs: VerdictInputs;
  /** ISO 8601. */
  readonly evaluatedAt: string;
  /** The first instant at which the same inputs could give another outcome (a scan goes stale, a grace period or a waiver ends). */
  readonly holdsUntil: string | null;
}

export interface Reason {
  /** The rule's path in the policy, such as `vulnerabilities.critical`. */
  readonly rule: string;
  readonly outcome: Outcome;
  /** A plain sentence. Holds dates, never ages, so that a replay gives the same bytes. */
  readonly message: string;
  /** The message in its first sentence, without the findings that it names: those are in `findings`. */
  readonly summary: string;
  /** What the message says besides, each a sentence: what was left out of the count. */
  readonly notes: readonly string[];
  /** What would turn it into a pass; null for a pass. */
  readonly remedy: string | null;
  /** The findings behind it, worst first; `findingCount` has the number. A verdict that is kept and answered lists at most `MOST_FINDINGS`. */
  readonly findings: readonly ReasonFinding[];
  readonly findingCount: number;
  /** False if no scan contains the data that the rule needs. A pass then only means that the policy accepts that. */
  readonly isChecked: boolean;
}

export interface ReasonFinding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly title: string;
  /** The advisory's lead identifier, or the rule. */
  readonly advisory: string;
  readonly component: string | null;
  readonly version: string | null;
  readonly path: string | null;
  readonly fixedVersions: readonly string[];
  /** `unknown`: no scanner told whether there is a fix. */
  readonly fix: FixState;
}

/** Who sent a report, without their ids and claims. */
export type VerdictSender = Pick<Sender, 'kind' | 'name' | 'via' | 'trustRule'>;

/** What the verdict rests on; hashed into `verdictId`. */
export interface VerdictInputs {
  readonly scans: readonly {
    readonly report: string;
    readonly tool: string;
    readonly toolVersion: string | null;
    readonly scannedAt: string | null;
    readonly databaseDate: string | null;
    readonly platform: string | null;
    /** Components and findings of its report. */
    readonly componentCount: number;
    readonly findingCount: number;
    /** The scan that it took over from, and how much that one had listed. */
    readonly replaces: ReplacedScan | null;
    /** Null where it was not kept, or nobody sent it. */
    readonly sender: VerdictSender | null;
    /** What earlier scans of its tool, target and platform listed and it does not. */
    readonly lacks: LackedComponents | null;
    /** Differences between the report and what it is filed for. */
    readonly mismatches: readonly Remark[];
  }[];
  readonly advisoryRevision: string | null;
  /** By name, sorted. */
  readonly waivers: readonly string[];
  /** What each of them said, in the same order. Left out where there are none, and in verdicts of versions that did not know it. */
  readonly waiverRevisions?: readonly WaiverRevision[];
  /** VEX documents by which findings do not count, by `document`. Left out where there are none. */
  readonly vex?: readonly VexSource[];
  /** What limits on introduced vulnerabilities compared with; null where nothing could be compared with. Left out where there are no such limits, or it was not known. */
  readonly running?: RunningInput | null;
}

export interface RunningInput {
  readonly digest: string;
  /** `sha256:` of its reports that counted, sorted. */
  readonly reports: readonly string[];
}

export interface VexSource {
  /** `sha256:` of its bytes. */
  readonly document: string;
  /** As it names itself and its author. */
  readonly id: string | null;
  readonly author: string | null;
  /** Null if the command line read it. */
  readonly sender: VerdictSender | null;
}

export interface WaiverRevision {
  readonly waiver: string;
  /** `waiverRevision` of it. */
  readonly revision: string;
}
