import type * as core from '../../../core/gate/verdict.js';
import type { FixState } from '../../../core/findings/fix-state.js';
import type { FindingKind } from '../../../core/model/finding-kind.js';
import type { Sender, SentVia } from '../../../core/model/sender.js';
import type { Severity } from '../../../core/model/severity.js';
import type { Remark } from '../../../core/reports/scan.js';

export class ReasonFinding implements Omit<core.ReasonFinding, 'fix'> {
  /** @example "0b6c2f2c35f4f1c1ef1d3a5d7b1e9f00" */
  id!: string;
  kind!: FindingKind;
  severity!: Severity;
  title!: string;
  /**
   * The advisory's lead identifier, or the rule.
   * @example "CVE-2024-3094"
   */
  advisory!: string;
  component!: string | null;
  version!: string | null;
  path!: string | null;
  /** Those above the component's version first, the lowest of them ahead; then those of other release lines. */
  fixedVersions!: string[];
  /** Whether a fix is available. `unknown`: no report states it. Not in verdicts of versions that did not know it. */
  fix?: FixState;
}

/** What every version of Plimsoll said of a rule that was evaluated for the artifact. */
export class ReasonOfAnyVersion implements Omit<core.Reason, 'summary' | 'notes' | 'isChecked' | 'findings'> {
  /**
   * The rule's path in the policy.
   * @example "vulnerabilities.critical"
   */
  rule!: string;
  outcome!: core.Outcome;
  message!: string;
  /** What would turn it into a pass; null for a pass. */
  remedy!: string | null;
  /** The worst of the findings behind it, at most 20; earlier versions listed up to 1,000. */
  findings!: ReasonFinding[];
  /** How many there are in all: `GET /api/v1/verdicts/{id}/findings` lists them. */
  findingCount!: number;
}

/** One rule that was evaluated for the artifact. */
export class Reason extends ReasonOfAnyVersion {
  /**
   * The message in its first sentence, without the findings that it names. Not in verdicts of versions that did not know it.
   * @example "2 critical vulnerabilities with a fix available, limit 0."
   */
  summary?: string;
  /** What the message says besides, each a sentence: what was left out of the count. With `summary`. */
  notes?: string[];
  /** False if no scan contains the data that the rule needs. A pass then only means that the policy accepts that. */
  isChecked?: boolean;
}

/** The scan that another took over from. */
export class ReplacedScan implements core.ReplacedScan {
  report!: string;
  scannedAt!: string | null;
  componentCount!: number;
  findingCount!: number;
}

/** Who sent a report. */
export class VerdictSender implements core.VerdictSender {
  kind!: Sender['kind'];
  /** The person's email address, or the token's name. */
  name!: string;
  via!: SentVia;
  /** The trust rule that gave the token. */
  trustRule!: string | null;
}

/** Components that earlier scans of the same image listed. */
export class LackedComponents implements core.LackedComponents {
  count!: number;
  /** At most 20, by name and version. */
  names!: string[];
}

/** Where in the report (JSON pointer) and what. */
export class ReportRemark implements Remark {
  pointer!: string;
  message!: string;
}

export class VerdictScan {
  /** `sha256:` of the report's bytes. */
  report!: string;
  tool!: string;
  toolVersion!: string | null;
  scannedAt!: string | null;
  databaseDate!: string | null;
  /**
   * Null where the report does not say.
   * @example "linux/amd64"
   */
  platform?: string | null;
  /** Components and findings of its report. */
  componentCount?: number;
  findingCount?: number;
  /** The scan of the same tool, format, target and platform that it took over from. */
  replaces?: ReplacedScan | null;
  /** Who sent it; null where it was not kept. Not in verdicts of versions that did not know it, as what follows. */
  sender?: VerdictSender | null;
  /** What earlier scans of its tool, target and platform listed and it does not. */
  lacks?: LackedComponents | null;
  /** Differences between the report and what it is filed for. */
  mismatches?: ReportRemark[];
}

/** What a waiver said: its scope, status, justification, validity and conditions. */
export class WaiverRevision implements core.WaiverRevision {
  waiver!: string;
  /**
   * SHA-256, hexadecimal.
   * @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
   */
  revision!: string;
}

/** A VEX document by which findings do not count. */
export class VexSource implements core.VexSource {
  /** `sha256:` of its bytes. */
  document!: string;
  /** As it names itself. */
  id!: string | null;
  /** As it names its author. */
  author!: string | null;
  /** Null for a document that was not sent, such as one given to the command line. */
  sender!: VerdictSender | null;
}

/** What runs in the environment, and by which reports that was known. */
export class RunningInput implements core.RunningInput {
  digest!: string;
  /** `sha256:` of its reports that counted. */
  reports!: string[];
}

/** What the verdict rests on. */
export class VerdictInputs implements Omit<core.VerdictInputs, 'scans'> {
  scans!: VerdictScan[];
  advisoryRevision!: string | null;
  /** By name, sorted. */
  waivers!: string[];
  /** What each of them said. Left out where there are none, and in verdicts of versions that did not know it. */
  waiverRevisions?: WaiverRevision[];
  /** VEX documents by which findings do not count. Left out where there are none. */
  vex?: VexSource[];
  /**
   * What limits on introduced vulnerabilities compared with. Null where nothing could be compared with; left out where there are no such limits, or it was not known.
   */
  running?: RunningInput | null;
}

/** Ask the gate: can this artifact ship to this environment? Fail outweighs unknown, unknown outweighs pass. */
export class Verdict implements Omit<core.Verdict, 'reasons' | 'inputs'> {
  /**
   * Names the inputs and the outcome.
   * @example "v_3b0c44298fc1c149afbf4c8996fb9242"
   */
  verdictId!: string;
  outcome!: core.Outcome;
  /** @example "prod" */
  environment!: string;
  /** @example "ghcr.io/acme/api" */
  image!: string;
  /** @example "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  digest!: string;
  /** `sha256:` of the policy file. */
  policyVersion!: string;
  /** Every rule that was evaluated for the artifact: fails first, then unknowns, then passes. */
  reasons!: Reason[];
  inputs!: VerdictInputs;
  evaluatedAt!: string;
  /** The first instant at which the same inputs could give another outcome. */
  holdsUntil!: string | null;
}
