import { IsString, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import { ReasonFinding } from './verdict.dto.js';

export class VerdictFindingQuery extends PageQuery {
  /**
   * The rule of the reason, as the verdict names it.
   * @example "vulnerabilities.critical"
   */
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  rule!: string;
}

export class VerdictFindingPage {
  /** Worst first. */
  items!: ReasonFinding[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** `findingCount` of the reason. */
  total!: number;
}
