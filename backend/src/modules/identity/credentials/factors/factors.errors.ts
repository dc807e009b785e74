import { DomainError } from '../../../../common/errors/domain-error.js';

export class FactorNotFoundError extends DomainError {
  override readonly name = 'FactorNotFoundError';
  readonly code = 'factor_not_found';
  readonly status = 404;
  readonly title = 'There is no such factor';

  constructor() {
    super('You have no such factor, or it was not confirmed in time. GET /api/v1/account/factors lists yours.');
  }
}

export class WrongCodeError extends DomainError {
  override readonly name = 'WrongCodeError';
  readonly code = 'wrong_code';
  readonly status = 422;
  readonly title = 'Incorrect code';

  constructor() {
    super('The code is wrong, expired or already used. Wait for the next code, and check the clock of your device.');
  }
}

export class TooManyFactorsError extends DomainError {
  override readonly name = 'TooManyFactorsError';
  readonly code = 'too_many_factors';
  readonly status = 409;
  readonly title = 'Too many second factors';

  constructor(limit: number, what: string) {
    super(`An account has at most ${limit} ${what}. Remove one that you no longer use.`);
  }
}

export class LastFactorError extends DomainError {
  override readonly name = 'LastFactorError';
  readonly code = 'last_factor';
  readonly status = 409;
  readonly title = 'This is your last factor';

  constructor() {
    super('Your role needs a second factor. Add another one first, then remove this one.');
  }
}

export class NoFactorError extends DomainError {
  override readonly name = 'NoFactorError';
  readonly code = 'no_factor';
  readonly status = 409;
  readonly title = 'There is no second factor';

  constructor() {
    super('Recovery codes stand in for a second factor, and you have none. Add one: the codes come with it.');
  }
}

/** Of a sign-in that began before the first factor was there. */
export class EnrolmentOverError extends DomainError {
  override readonly name = 'EnrolmentOverError';
  readonly code = 'enrolment_over';
  readonly status = 409;
  readonly title = 'The account already has a second factor';

  constructor() {
    super('A second factor was set up elsewhere in the meantime. Sign in again, with it.');
  }
}

/** Says nothing of why: that stands in the log. */
export class PasskeyRefusedError extends DomainError {
  override readonly name = 'PasskeyRefusedError';
  readonly code = 'passkey_refused';
  readonly status = 422;
  readonly title = 'Passkey not accepted';

  constructor() {
    super('The passkey response is not valid, or the request expired after five minutes. Try again.');
  }
}

export class PasskeyTakenError extends DomainError {
  override readonly name = 'PasskeyTakenError';
  readonly code = 'passkey_taken';
  readonly status = 409;
  readonly title = 'The passkey is already registered';

  constructor() {
    super('This passkey already belongs to an account. Create a new one.');
  }
}

export class PasskeysUnavailableError extends DomainError {
  override readonly name = 'PasskeysUnavailableError';
  readonly code = 'passkeys_unavailable';
  readonly status = 409;
  readonly title = 'Passkeys do not work at this address';

  constructor(advice: string) {
    super(`Passkeys need a host name; they do not work with an IP address. ${advice}`);
  }
}
