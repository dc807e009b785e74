import { IsString, MaxLength } from 'class-validator';

/** Longer than any that can be chosen, so that every password that is too long is simply wrong. */
const LONGEST_PASSWORD = 1024;

export class SignInBody {
  /** @example "ada@example.org" */
  @IsString()
  @MaxLength(320)
  email!: string;

  @IsString()
  @MaxLength(LONGEST_PASSWORD)
  password!: string;
}

export class CodeBody {
  /**
   * What the authenticator app shows, or a recovery code. Spaces and hyphens do not matter.
   * @example "123456"
   */
  @IsString()
  @MaxLength(64)
  code!: string;
}

export class SingleSignOn {
  /** What the button says. */
  name!: string;
}

/** How people can sign in besides with a password or a passkey. */
export class SignInOptions {
  /** Null where no OpenID provider is configured. */
  sso!: SingleSignOn | null;
  /** Whether there is an account. The link that the server prints at its start creates the first one. */
  hasAccounts!: boolean;
}
