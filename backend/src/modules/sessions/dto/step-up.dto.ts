import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Exactly one of the three. The password counts only for people without a second factor. */
export class StepUpBody {
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /**
   * What the authenticator app shows.
   * @example "123456"
   */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  code?: string;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  recoveryCode?: string;
}
