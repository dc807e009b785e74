import { IsString, MaxLength } from 'class-validator';
import type { LinkKind } from '../../credentials/links/link-text.js';
import { IsPassword } from './person-rules.js';

export class LinkToken {
  /** What stands in the link after `#token=`. */
  @IsString()
  @MaxLength(64)
  token!: string;
}

/** What a link allows. */
export class LinkInfo {
  kind!: LinkKind;
  /** Whose it is; null for the link of the setup. */
  email!: string | null;
  expiresAt!: string;
  /** The smallest number of characters of a password. */
  passwordMinimum!: number;
}

export class LinkPassword extends LinkToken {
  @IsPassword()
  password!: string;
}

/** The password is set. Sign in with it, and with the second factor where there is one. */
export class LinkPasswordSet {
  email!: string;
}
