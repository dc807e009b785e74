import { IsString, MaxLength } from 'class-validator';
import { IfGiven } from '../../../../common/decorators/if-given.js';

/** Exactly one of the three. The password counts only for people without a second factor. */
export class StepUpBody {
  @IfGiven()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /**
   * What the authenticator app shows.
   * @example "123456"
   */
  @IfGiven()
  @IsString()
  @MaxLength(64)
  code?: string;

  @IfGiven()
  @IsString()
  @MaxLength(64)
  recoveryCode?: string;
}
