import type { VexFormat } from '../../../core/vex/vex-document.js';
import { ChangedArtifact } from '../../gate/dto/changed-artifact.dto.js';
import { ReportRemark, VerdictSender } from '../../gate/dto/verdict.dto.js';

/** A VEX document as it is kept. */
export class VexDocument {
  id!: string;
  /** `sha256:` of its bytes. */
  document!: string;
  sizeBytes!: number;
  format!: VexFormat;
  /** As it names itself and its author. */
  name!: string | null;
  author!: string | null;
  issuedAt!: string | null;
  /**
   * The keys that it is signed with, of those that it was sent with: SHA-256 of each as DER. Of one that is signed without a key, who has
   * signed it: `signer:IDENTITY issuer:URL`.
   * @example ["sha256:5ea1c0ffee5ea1c0ffee5ea1c0ffee5ea1c0ffee5ea1c0ffee5ea1c0ffee5ea1"]
   */
  signedBy!: string[];
  statementCount!: number;
  /** Slug. */
  project!: string;
  /** Null: every image of the project. */
  image!: string | null;
  /** Null: every build. */
  digest!: string | null;
  sender!: VerdictSender;
  receivedAt!: string;
  /** The end of its validity. */
  withdrawnAt!: string | null;
  /** As the audit log names them. */
  withdrawnBy!: string | null;
  withdrawReason!: string | null;
}

export class VexPage {
  items!: VexDocument[];
  nextCursor!: string | null;
  /**
   * How many there are; `10 000+` where counting stopped.
   */
  total!: number | string;
}

export class VexReceipt {
  document!: VexDocument;
  /** False if the same sender has sent the same bytes before. */
  isNew!: boolean;
  /** Environments whose policy honours it. For others it is stored, but clears nothing. */
  honouredIn!: string[];
  /** Deviations that were tolerated, and dates in the future; at most 100. */
  remarks!: ReportRemark[];
  /** Artifacts whose outcome has changed. */
  changed!: ChangedArtifact[];
  /** Artifacts without a current verdict: they are evaluated later. */
  pendingCount!: number;
}

export class VexWithdrawn {
  document!: VexDocument;
  changed!: ChangedArtifact[];
  pendingCount!: number;
}
