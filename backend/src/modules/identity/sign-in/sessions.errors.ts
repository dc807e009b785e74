import { DomainError } from '../../../common/errors/domain-error.js';

/** One answer for every cause, so that it does not reveal whether there is such an account. */
export class InvalidCredentialsError extends DomainError {
  override readonly name = 'InvalidCredentialsError';
  readonly code = 'invalid_credentials';
  readonly status = 401;
  readonly title = 'Invalid credentials';

  constructor() {
    super('The credentials are incorrect. Check them and try again.');
  }
}

/** Too many second factors were wrong, so a thief of the password cannot try them all. */
export class SignInEndedError extends DomainError {
  override readonly name = 'SignInEndedError';
  readonly code = 'sign_in_ended';
  readonly status = 401;
  readonly title = 'The sign-in was ended';

  constructor() {
    super('Too many codes were wrong. Start again with the password.');
  }
}

export class TooManyAttemptsError extends DomainError {
  override readonly name = 'TooManyAttemptsError';
  readonly code = 'too_many_attempts';
  readonly status = 429;
  readonly title = 'Too many attempts';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(seconds: number) {
    super(`Wait ${seconds === 1 ? 'a second' : `${seconds} seconds`}, then try again.`);
    this.headers = { 'Retry-After': String(seconds) };
  }
}

/** A person who has a second factor cannot confirm with the password alone. */
export class SecondFactorNeededError extends DomainError {
  override readonly name = 'SecondFactorNeededError';
  readonly code = 'second_factor_needed';
  readonly status = 403;
  readonly title = 'The password is not enough';

  constructor() {
    super('You have a second factor: confirm with a code, a recovery code or a passkey.');
  }
}

/** Two requests changed the session at once; the other one has the cookie that is good now. */
export class SessionChangedError extends DomainError {
  override readonly name = 'SessionChangedError';
  readonly code = 'session_changed';
  readonly status = 409;
  readonly title = 'The session has changed';

  constructor() {
    super(
      'Another request from this browser changed it at the same time. GET /api/v1/session shows its current state.',
    );
  }
}

/** A session that has ended, never existed, or belongs to another person. */
export class SessionNotFoundError extends DomainError {
  override readonly name = 'SessionNotFoundError';
  readonly code = 'session_not_found';
  readonly status = 404;
  readonly title = 'No such session';

  constructor() {
    super('You have no such session.');
  }
}
