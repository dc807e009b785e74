import { IsOptional, Matches, MaxLength } from 'class-validator';
import { IsInstant } from '../../../common/decorators/is-instant.js';
import { IsTextLine } from '../../../common/text/is-text-line.js';
import { SENDER } from '../../../core/model/sender-pattern.js';
import { ChangedArtifact } from '../../gate/dto/changed-artifact.dto.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

/** Which scans: those that meet every condition. At least one besides the project is needed. */
export class RecallQuery {
  /** Left out: in every project, which takes the permission in every project. */
  @IsOptional()
  @IsProjectSlug()
  project?: string | null;

  /**
   * The name of the scanner, in full; upper and lower case are the same.
   * @example "trivy"
   */
  @IsOptional()
  @IsTextLine(200)
  tool?: string | null;

  /**
   * A range of the scanner's versions, as npm writes them. Text that is not a version matches every range.
   * @example ">=0.69.4 <0.69.7"
   */
  @IsOptional()
  @IsTextLine(200)
  versions?: string | null;

  /**
   * `rule:NAME` (a trust rule), `token:NAME` (made on the server's machine), `person:EMAIL` (with the tokens of theirs); `*` for any
   * letters. A scan whose sender was not kept is taken for each of them.
   * @example "person:ada@acme.example"
   */
  @IsOptional()
  @Matches(SENDER, { message: 'sender must be rule:NAME, token:NAME or person:EMAIL' })
  @MaxLength(320)
  sender?: string | null;

  /** Received at this instant or after it. */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  receivedFrom?: string | null;

  /** Received before this instant. Without one, scans that come later are recalled as well. */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  receivedUntil?: string | null;
}

export class NewRecall extends RecallQuery {
  /**
   * Shown to people who ask why their artifact is unknown.
   * @example "Trivy 0.69.4 was tampered with (GHSA-69fq-xp46-6x23)"
   */
  @IsTextLine(500)
  reason!: string;
}

export class RecallActor {
  /** `person`, `token` or `local`. */
  kind!: string;
  id!: string | null;
  /** An email address, or the name of a token. */
  name!: string;
}

export class Recall {
  id!: string;
  /** Slug; null for every project. */
  project!: string | null;
  tool!: string | null;
  versions!: string | null;
  sender!: string | null;
  receivedFrom!: string | null;
  receivedUntil!: string | null;
  reason!: string;
  recalledAt!: string;
  recalledBy!: RecallActor;
  /** Null while it is active. */
  undoneAt!: string | null;
  undoneBy!: RecallActor | null;
  /** Scans that it is about, in the projects that you see. */
  scanCount!: number;
  /** Artifacts that these are of. */
  artifactCount!: number;
}

export class RecallList {
  /** Newest first, at most 200. */
  items!: Recall[];
}

/** An artifact with scans that a recall is about. */
export class RecalledArtifact {
  artifactId!: string;
  /** Slug. */
  project!: string;
  image!: string;
  digest!: string;
  scanCount!: number;
  /** Of these, the scans that count for the artifact. */
  currentCount!: number;
}

export class RecallPreview {
  scanCount!: number;
  /** Of these, the scans that count for their artifacts. */
  currentCount!: number;
  artifactCount!: number;
  /** The first hundred: those with scans that count come first. */
  artifacts!: RecalledArtifact[];
}

/** A recall that was made or undone, and what follows from it. */
export class RecallResult {
  recall!: Recall;
  /** Artifacts whose outcome for an environment is another one now, of those that were evaluated again at once. */
  changed!: ChangedArtifact[];
  /** Artifacts that are evaluated in the background, or on the next request: none has a verdict until then. */
  pendingCount!: number;
}
