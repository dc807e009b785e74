import { IsString, Matches } from 'class-validator';
import { IsFactorName } from '../../../credentials/factors/dto/factor-name.js';
import { IfGiven } from '../../../../../common/decorators/if-given.js';

export class NewTotpBody {
  /**
   * What the person calls it, if that is known yet. It can be given or changed when the app is confirmed.
   * @example "Phone"
   */
  @IfGiven()
  @IsFactorName()
  name?: string;
}

/** What an authenticator app needs. Told once; it counts as a factor when a code has confirmed it. */
export class NewTotp {
  id!: string;
  /** In base32, for typing. */
  secret!: string;
  /**
   * `otpauth://totp/…`, for a QR code.
   * @example "otpauth://totp/Plimsoll:ada%40example.org?issuer=Plimsoll&secret=…"
   */
  uri!: string;
  /** Until then it must be confirmed. */
  expiresAt!: string;
}

export class TotpConfirmation {
  /**
   * What the app shows now.
   * @example "123 456"
   */
  @IsString()
  @Matches(/^\d{3} ?\d{3}$/, { message: 'code must be six digits' })
  code!: string;

  /**
   * What the person calls it. Left out: the name given at the start, or `Authenticator app`.
   * @example "Phone"
   */
  @IfGiven()
  @IsFactorName()
  name?: string;
}
