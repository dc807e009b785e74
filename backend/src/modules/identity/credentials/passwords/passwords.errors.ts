import { DomainError } from '../../../../common/errors/domain-error.js';

/** More passwords wait to be hashed than can be worked off in good time. */
export class BusyError extends DomainError {
  override readonly name = 'BusyError';
  readonly code = 'busy';
  readonly status = 503;
  readonly title = 'Too many people are signing in at once';

  constructor() {
    super('The server is checking as many passwords as it can. Try again in a few seconds.');
  }
}

export class PasswordRefusedError extends DomainError {
  override readonly name = 'PasswordRefusedError';
  readonly code = 'password_refused';
  readonly status = 422;
  readonly title = 'Password not accepted';

  constructor(parameter: string, reasons: readonly string[]) {
    super('Choose another password.');
    this.issues = reasons.map((message) => ({ parameter, message }));
  }

  override readonly issues: { parameter: string; message: string }[];
}

export class WrongPasswordError extends DomainError {
  override readonly name = 'WrongPasswordError';
  readonly code = 'wrong_password';
  readonly status = 403;
  readonly title = 'The current password is incorrect';

  constructor() {
    super('Type the password that you sign in with now.');
  }
}
