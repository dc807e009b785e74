import { Matches, MaxLength, ValidateIf } from 'class-validator';
import { IfGiven } from '../../../common/decorators/if-given.js';
import { IsTextLine } from '../../../common/text/is-text-line.js';
import { IsProjectSlug } from '../../projects/project-slug.js';
import { WaiverContent } from './waiver-content.dto.js';

export const IsRevision = (): PropertyDecorator =>
  Matches(/^[0-9a-f]{64}$/, { message: '$property must be 64 hexadecimal digits' });

export class NewWaiver extends WaiverContent {
  /**
   * Slug. Default: your project if you have exactly one; else `default`. Null: every project, which takes the
   * permission in every project.
   */
  @IfGiven()
  @ValidateIf((_, value) => value !== null)
  @IsProjectSlug()
  project?: string | null;
}

/** All of what the waiver is to say from now on, and which revision it is to replace. What is left out is not kept. */
export class ChangedWaiver extends WaiverContent {
  /** The `revision` that was read. 409 where it is another one by now. */
  @IsRevision()
  basedOn!: string;
}

export class WaiverApprovalRequest {
  /** The `revision` that was read and is approved. 409 where it is another one by now. */
  @IsRevision()
  revision!: string;
}

export class WaiverReason {
  /** Shown to people who ask why. */
  @IsTextLine(500)
  reason!: string;
}

/** What the new waiver says otherwise than the one that it renews. */
export class WaiverRenewal {
  /** From then on the new waiver no longer counts. A day means the end of that day in UTC. */
  @IsTextLine(40)
  expiresAt!: string;

  /** Left out: from its last needed approval on. */
  @IfGiven()
  @IsTextLine(40)
  validFrom?: string;

  /** Left out: the same. */
  @IfGiven()
  @Matches(/\S/)
  @MaxLength(2000)
  justification?: string;
}
