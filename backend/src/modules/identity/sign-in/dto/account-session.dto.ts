/** How the person proved their identity. */
export type SignInMethod = 'password' | 'totp' | 'passkey' | 'recovery' | 'sso';

/** A browser in which the person is signed in. */
export class AccountSession {
  id!: string;
  /** Whether it is the one that asks. */
  isCurrent!: boolean;
  createdAt!: string;
  /** To the minute. */
  lastSeenAt!: string;
  expiresAt!: string;
  /** From where the sign-in came. */
  ip!: string | null;
  userAgent!: string | null;
  methods!: SignInMethod[];
}

export class AccountSessions {
  /** The one used last comes first. */
  items!: AccountSession[];
}

export class SessionsEnded {
  /** How many there were. */
  ended!: number;
}
