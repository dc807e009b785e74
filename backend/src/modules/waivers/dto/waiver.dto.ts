import type { AnalysisState } from '../../../core/model/analysis-state.js';
import type { Outcome } from '../../../core/gate/verdict.js';
import { ChangedArtifact } from '../../gate/dto/changed-artifact.dto.js';
import type { WaiverState } from '../waiver-state.js';
import { WaiverConditions, WaiverScope } from './waiver-content.dto.js';

export class WaiverActor {
  /** `person`, `token` or `local`. */
  kind!: string;
  id!: string | null;
  /** An email address, or the name of a token. */
  name!: string;
}

export class WaiverApproval {
  approvedBy!: WaiverActor;
  approvedAt!: string;
}

/** What was requested, and who approved it. */
export class RequestedContent {
  /** SHA-256 of scope, status, justification, validity and conditions: what an approval is for, and an edit is based on. */
  revision!: string;
  /** From 1 on; one more with each edit. */
  number!: number;
  scope!: WaiverScope;
  status!: AnalysisState | 'accepted';
  justification!: string;
  /** Null: from its last needed approval on. */
  validFrom!: string | null;
  expiresAt!: string;
  conditions!: WaiverConditions;
  requestedBy!: WaiverActor;
  requestedAt!: string;
  /** Of this revision. */
  approvals!: WaiverApproval[];
}

/** What a waiver said at a time; `validFrom` as requested. */
export class WaiverContentRevision extends RequestedContent {}

export class Waiver extends RequestedContent {
  id!: string;
  /** Slug; null for every project. */
  project!: string | null;
  /**
   * What verdicts call it.
   * @example "W-12"
   */
  name!: string;
  source!: 'server' | 'file';
  /** Where the file is, as stated when it was applied; null for one that was requested here. */
  origin!: string | null;
  /** As of now, by the clock of the database. */
  state!: WaiverState;
  /** What verdicts name: the revision with the instant from which it counts. Null before it is approved. */
  verdictRevision!: string | null;
  /**
   * How many approvals it takes: as many as the policy asks for, and at least one from a person with the permission to
   * approve.
   */
  approvalsNeeded!: number;
  /** Whether you may approve it now: you have the permission, did not request it and have not approved it yet. */
  canApprove!: boolean;
  /** Id of the waiver that it renews. */
  renews!: string | null;
  /** Who rejected or revoked it, when and why; `system` where it closed by itself. Null otherwise. */
  endedBy!: WaiverActor | null;
  endedAt!: string | null;
  endReason!: string | null;
  /** Current verdicts that use it, in the projects that you can see. */
  verdictCount!: number;
  /** The latest instant at which a verdict named it; null: none ever did. */
  lastUsedAt!: string | null;
}

export class WaiverPage {
  items!: Waiver[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}

export class WaiverDetails extends Waiver {
  /** Newest first. */
  revisions!: WaiverContentRevision[];
  /** Ids of the waivers that renew it. */
  renewedBy!: string[];
  /** Names by which the advisory goes now, in the waiver's project or in any; empty where the scope names none. */
  names!: string[];
  /** Names by which it went when it was approved; null where it was not, and where the scope names none. */
  approvedNames!: string[] | null;
  /** Of `names` those that were not approved: what goes by one of these is not covered, until a new revision is approved. */
  newNames!: string[];
}

/** A verdict that names a waiver. */
export class WaiverVerdict {
  verdictId!: string;
  artifactId!: string;
  /** Slug. */
  project!: string;
  image!: string;
  digest!: string;
  environment!: string;
  outcome!: Outcome;
  evaluatedAt!: string;
  /** Of the waiver. */
  revision!: string;
  /** Whether the verdict is current. */
  isStanding!: boolean;
}

export class WaiverVerdictPage {
  items!: WaiverVerdict[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}

/** A waiver that was changed, and what follows from it. */
export class WaiverResult {
  waiver!: Waiver;
  /** Whether there was such a request already: then nothing was changed. */
  isJoined!: boolean;
  /** Artifacts whose outcome for an environment is another one now, of those that were evaluated again at once. */
  changed!: ChangedArtifact[];
  /** Artifacts that are evaluated in the background, or on the next request: none has a verdict until then. */
  pendingCount!: number;
}
