import { IsOptional, Matches } from 'class-validator';
import type { ChangedPart } from '../../../core/compare/changes.js';
import type { FixedCause, IntroducedCause } from '../../../core/compare/compare.js';
import type * as core from '../../../core/compare/comparison-json.js';
import type { DoubtReason, SideName } from '../../../core/compare/doubts.js';
import type { FindingKind } from '../../../core/model/finding-kind.js';
import type { Severity } from '../../../core/model/severity.js';
import { SeverityCounts } from '../../artifacts/dto/severity-counts.dto.js';

export class ComparisonQuery {
  /**
   * What to compare with: the id of an artifact, or an environment, for the artifact of the same image that runs there. Left out: the artifact of the
   * image that came in before.
   * @example "prod"
   */
  @IsOptional()
  @Matches(/^(?:[1-9]\d{0,9}|[a-z][a-z0-9-]{0,62})$/, { message: 'to must be the id of an artifact or an environment' })
  to?: string;
}

export class ComparedArtifact {
  id!: string;
  /** @example "ghcr.io/acme/api" */
  image!: string;
  digest!: string;
}

export class NamedComponent implements core.NamedComponent {
  /**
   * Package URL type.
   * @example "apk"
   */
  type!: string;
  /** @example "openssl" */
  name!: string;
  version!: string | null;
}

export class ChangedComponent extends NamedComponent {
  /** Its version before. */
  from!: string | null;
}

export class ComponentList {
  /** By name; the first 100. */
  items!: NamedComponent[];
  count!: number;
}

export class ChangedComponentList {
  /** By name; the first 100. */
  items!: ChangedComponent[];
  count!: number;
}

export class ComparedComponents implements core.ComponentsJson {
  added!: ComponentList;
  removed!: ComponentList;
  /** Those with another version. */
  changed!: ChangedComponentList;
  unchangedCount!: number;
}

export class ComparedFinding implements core.ComparedFinding {
  id!: string;
  kind!: FindingKind;
  /**
   * The advisory, or the rule.
   * @example "CVE-2023-0286"
   */
  name!: string;
  severity!: Severity;
  title!: string;
  component!: string | null;
  version!: string | null;
  path!: string | null;
  fixedVersions!: string[];
  /**
   * Where it is and what happened to it.
   * @example "CVE-2023-0286 in openssl 3.0.7-r0: the component was added."
   */
  sentence!: string;
  /**
   * The same without the name that it begins with, for those who link that.
   * @example " in openssl 3.0.7-r0: the component was added."
   */
  afterName!: string;
}

export class IntroducedFinding extends ComparedFinding {
  cause!: IntroducedCause;
  /** The version before, where the component has another now. */
  otherVersion!: string | null;
}

export class FixedFinding extends ComparedFinding {
  cause!: FixedCause;
  /** The version now, where the component had another before. */
  otherVersion!: string | null;
}

export class UncomparedFinding extends ComparedFinding {
  /** The side that has it. */
  on!: SideName;
  /** Why it is not known whether the other side has it. */
  reason!: DoubtReason;
}

export class FindingChange {
  part!: ChangedPart;
  from!: string;
  to!: string;
}

export class ChangedFinding extends ComparedFinding {
  changes!: FindingChange[];
}

export class IntroducedFindings {
  /** Worst first; the first 100. */
  items!: IntroducedFinding[];
  count!: number;
  counts!: SeverityCounts;
}

export class FixedFindings {
  /** Worst first; the first 100. */
  items!: FixedFinding[];
  count!: number;
  counts!: SeverityCounts;
}

export class ComparedFindings {
  /** Worst first; the first 100. */
  items!: ComparedFinding[];
  count!: number;
  counts!: SeverityCounts;
}

export class UncomparedFindings {
  /** Worst first; the first 100. */
  items!: UncomparedFinding[];
  count!: number;
  counts!: SeverityCounts;
}

export class ChangedFindings {
  /** Worst first; the first 100. */
  items!: ChangedFinding[];
  count!: number;
  counts!: SeverityCounts;
}

export class ComparisonDoubt {
  reason!: DoubtReason;
  /** The side that knows less. */
  side!: SideName;
  /** @example "No scan covers secrets." */
  sentence!: string;
  /** Whether something that the artifact introduces may be missing because of it. */
  mayHideIntroduced!: boolean;
}

/** What changed from one artifact to another. */
export class Comparison implements Omit<core.ComparisonJson, 'before' | 'after'> {
  /** @example "Introduces 2 findings (1 critical, 1 high) and fixes 5. Components: 1 added, 3 changed." */
  headline!: string;
  /** False where something that the artifact introduces may be missing. */
  isConclusive!: boolean;
  /** What it is compared with. */
  before!: ComparedArtifact;
  /** The artifact that was asked for. */
  after!: ComparedArtifact;
  /** Null where the scans of one of them do not list what is inside. */
  components!: ComparedComponents | null;
  introduced!: IntroducedFindings;
  /** Only those of which the scans show that they are fixed. */
  fixed!: FixedFindings;
  /** Of components that are the same: nothing was fixed, and the scans say something else. */
  noLongerReported!: ComparedFindings;
  /** Findings of one side of which it is not known whether the other side has them. */
  notCompared!: UncomparedFindings;
  /** Those of both sides that are rated, analysed or suppressed in another way. */
  changed!: ChangedFindings;
  unchangedCount!: number;
  /** What limits the comparison. */
  doubts!: ComparisonDoubt[];
}
