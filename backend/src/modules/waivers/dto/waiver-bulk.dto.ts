import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsTextLine } from '../../../common/text/is-text-line.js';
import { ChangedArtifact } from '../../gate/dto/changed-artifact.dto.js';
import type { WaiverState } from '../waiver-state.js';
import { IsRevision } from './waiver-requests.dto.js';

export const BULK_ACTIONS = ['approve', 'reject', 'revoke', 'renew'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export class BulkItem {
  @Matches(/^[1-9]\d{0,9}$/, { message: 'id must be the id of a waiver' })
  id!: string;

  /** The `revision` that was read. Where one waiver has another one by now, nothing is done. */
  @IsRevision()
  revision!: string;
}

/** The same for several waivers: for all of them, or for none. */
export class WaiverBulk {
  @IsIn(BULK_ACTIONS)
  action!: BulkAction;

  /** Each waiver once. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique((item: BulkItem | null) => item?.id)
  @ValidateNested({ each: true })
  @Type(() => BulkItem)
  items!: BulkItem[];

  /** Why: needed to reject and to revoke. For `renew` the justification; left out: the same. */
  @ValidateIf(({ action, reason }: WaiverBulk) => reason !== undefined || action === 'reject' || action === 'revoke')
  @IsTextLine(500)
  reason?: string;

  /** For `renew`, and needed there: the end of the new waivers. A day means the end of that day in UTC. */
  @ValidateIf(({ action, until }: WaiverBulk) => until !== undefined || action === 'renew')
  @IsTextLine(40)
  until?: string;
}

export class BulkWaiver {
  /** Of a renewal the new waiver. */
  id!: string;
  revision!: string;
  state!: WaiverState;
}

/** What became of the waivers, in the order of the request, and what follows from it. */
export class WaiverBulkResult {
  items!: BulkWaiver[];
  /** Artifacts whose outcome for an environment is another one now, of those that were evaluated again at once. */
  changed!: ChangedArtifact[];
  /** Artifacts that are evaluated in the background, or on the next request: none has a verdict until then. */
  pendingCount!: number;
}
