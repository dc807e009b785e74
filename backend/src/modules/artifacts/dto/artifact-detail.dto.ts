import type { FindingKind } from '../../../core/model/finding-kind.js';
import type { SentVia } from '../../../core/model/sender.js';
import type { CarriedData, ReportFormat } from '../../../core/reports/scan.js';
import { ReasonOfAnyVersion } from '../../gate/dto/verdict.dto.js';
import { ArtifactIdentity, VerdictSummary } from './artifact-summary.dto.js';
import { SeverityCounts } from './severity-counts.dto.js';

export class OperatingSystem {
  /** @example "alpine" */
  family!: string;
  /** @example "3.20.3" */
  version!: string | null;
  /** Whether a scanner says that it is past its end of life. */
  isEndOfLife!: boolean | null;
}

/** Facts of the image's configuration; null where no report says. */
export class ImageFacts {
  /** `USER`, as the image has it. */
  user!: string | null;
  /**
   * Whether that is root, as the policy's `image.root` judges it; null where no report names the user, or names one that may be root
   * or not, such as a name that the image's `/etc/passwd` settles.
   */
  runsAsRoot!: boolean | null;
  hasHealthcheck!: boolean | null;
  sizeBytes!: number | null;
}

export class ReportRemark {
  /** JSON pointer into the report. */
  pointer!: string;
  message!: string;
}

/** The scan of the same tool, format, target and platform that a newer one took over from. */
export class ReplacedScanSummary {
  id!: string;
  componentCount!: number;
  findingCount!: number;
}

/** Who sent a report. */
export class ScanSender {
  kind!: 'person' | 'token' | 'local';
  /** Of the account or the token. */
  id!: string | null;
  /** The person's email address, or the token's name. */
  name!: string;
  via!: SentVia;
  /** The email address of the person whose token it is; null for a token that belongs to no person. */
  owner!: string | null;
  /** The name of the trust rule under which the token was given out. */
  trustRule!: string | null;
  /**
   * What the CI provider said of the pipeline: `sub`, and the claims that the trust rule names.
   * @example { "sub": "repo:acme/api:ref:refs/heads/main" }
   */
  claims!: Record<string, string> | null;
}

/** Why a scan no longer counts. */
export class ScanRecall {
  id!: string;
  /** The reason, as given for the recall. */
  reason!: string;
}

/** What earlier scans of the same tool, target and platform listed and this one does not. */
export class ScanLack {
  /** Of components. */
  count!: number;
  /**
   * Sorted, at most 20.
   * @example ["openssl 3.0.7-r0"]
   */
  names!: string[];
}

/** One report taken in for the artifact. */
export class ScanSummary {
  id!: string;
  format!: ReportFormat;
  /** @example "trivy" */
  tool!: string;
  toolVersion!: string | null;
  /** As stated in the report. */
  scannedAt!: string | null;
  receivedAt!: string;
  /** When the same bytes first came, where that was with other facts beside them: the scan counts from then. */
  firstReceivedAt!: string | null;
  /** Null for scans from before it was kept. */
  sender!: ScanSender | null;
  /** The recall that it meets: then nothing of it counts. */
  recall!: ScanRecall | null;
  databaseDate!: string | null;
  /** The kinds of finding that the scanner looked for. */
  covers!: FindingKind[];
  /**
   * The part of the artifact that was scanned, if not the image itself.
   * @example "filesystem ./src"
   */
  target!: string | null;
  /**
   * The platform of the image that was scanned; null where the report does not say.
   * @example "linux/amd64"
   */
  platform!: string | null;
  /** What the scanner itself says went wrong; empty for a run that succeeded. */
  failures!: ReportRemark[];
  /** The kinds that a failed run looked for and does not cover. */
  attempted!: FindingKind[];
  /** Data that the report carries for all of its vulnerabilities. */
  carries!: CarriedData[];
  componentCount!: number;
  /** What it took over from, of the scans listed here: whether it lists less. */
  replaces!: ReplacedScanSummary | null;
  /** Of a scan that counts: what an image cannot have lost since it was scanned before. Null where there is nothing. */
  lacks!: ScanLack | null;
  /** Findings of this report alone. */
  counts!: SeverityCounts;
  /** What these would weigh as an artifact's load. */
  load!: number;
  /** Whether it is current, or a newer one replaced it. */
  isCurrent!: boolean;
  /** At most 100. */
  warnings!: ReportRemark[];
  /** Entries that could not be placed, at most 100. */
  skipped!: ReportRemark[];
  warningCount!: number;
  skippedCount!: number;
  reportSha256!: string;
  /** Size as decoded. */
  reportBytes!: number;
  /** When the retention of the policy removed its bytes; null where they are kept. */
  reportRemovedAt!: string | null;
}

/** One rule that was evaluated for the artifact, with the worst ten findings behind it. */
export class StandingReason extends ReasonOfAnyVersion {
  /**
   * The message in its first sentence, without the findings that it names.
   * @example "2 critical vulnerabilities with a fix available, limit 0."
   */
  summary!: string;
  /** What the message says besides, each a sentence: what was left out of the count. */
  notes!: string[];
  /** False if no scan contains the data that the rule needs. A pass then only means that the policy accepts that. */
  isChecked!: boolean;
}

/** The verdict that stands, with its reasons. */
export class StandingVerdict extends VerdictSummary {
  policyVersion!: string;
  /** Names of the waivers without which findings would count. */
  waivers!: string[];
  /** Each with the worst ten findings behind it; `GET /api/v1/verdicts/{verdictId}` has them all. */
  reasons!: StandingReason[];
  evaluatedAt!: string;
  /** The first instant at which the same inputs could give another outcome. */
  holdsUntil!: string | null;
}

export class Artifact extends ArtifactIdentity {
  operatingSystem!: OperatingSystem | null;
  imageFacts!: ImageFacts;
  /** The last ten and every current one, newest first. */
  scans!: ScanSummary[];
  /** One for each environment of the active policy, in its order. */
  verdicts!: StandingVerdict[];
}
