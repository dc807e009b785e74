import { DomainError } from '../../../common/errors/domain-error.js';

/** One answer for a link that never existed, was used, has expired, or belongs to a disabled account. */
export class LinkNotValidError extends DomainError {
  override readonly name = 'LinkNotValidError';
  readonly code = 'link_not_valid';
  readonly status = 404;
  readonly title = 'The link is not valid';

  constructor() {
    super('The link has expired or was already used. Ask an administrator for a new one.');
  }
}

export class AlreadySetUpError extends DomainError {
  override readonly name = 'AlreadySetUpError';
  readonly code = 'already_set_up';
  readonly status = 409;
  readonly title = 'The first administrator already exists';

  constructor() {
    super('Sign in, or ask an administrator for an invitation.');
  }
}

export class AccountNotFoundError extends DomainError {
  override readonly name = 'AccountNotFoundError';
  readonly code = 'account_not_found';
  readonly status = 404;
  readonly title = 'No such account';

  constructor() {
    super('There is no such account.');
  }
}

export class EmailTakenError extends DomainError {
  override readonly name = 'EmailTakenError';
  readonly code = 'email_taken';
  readonly status = 409;
  readonly title = 'The person already has an account';

  constructor() {
    super('There is already an account with this email address.');
  }
}

export class LastAdministratorError extends DomainError {
  override readonly name = 'LastAdministratorError';
  readonly code = 'last_administrator';
  readonly status = 409;
  readonly title = 'This is the last administrator';

  constructor() {
    super('Plimsoll needs at least one administrator. Grant another person the admin role for all projects first.');
  }
}

export class AccountDisabledError extends DomainError {
  override readonly name = 'AccountDisabledError';
  readonly code = 'account_disabled';
  readonly status = 409;
  readonly title = 'The account is disabled';

  constructor() {
    super('Enable the account first.');
  }
}

/** A grant that does not exist, or lies in a project that is not the administrator's. */
export class RoleGrantNotFoundError extends DomainError {
  override readonly name = 'RoleGrantNotFoundError';
  readonly code = 'role_grant_not_found';
  readonly status = 404;
  readonly title = 'No such role grant';

  constructor() {
    super('There is no such role grant.');
  }
}

export class RoleGrantExistsError extends DomainError {
  override readonly name = 'RoleGrantExistsError';
  readonly code = 'role_grant_exists';
  readonly status = 409;
  readonly title = 'The person already has this role';

  constructor() {
    super('The person already has this role there.');
  }
}

/** What follows from the provider's groups would be there again with the next sign-in. */
export class ManagedByProviderError extends DomainError {
  override readonly name = 'ManagedByProviderError';
  readonly code = 'managed_by_provider';
  readonly status = 409;
  readonly title = 'The role follows from a group';

  constructor() {
    super("The role follows from the person's groups at the OpenID provider. Change the groups, or what they map to.");
  }
}

export class EscalationError extends DomainError {
  override readonly name = 'EscalationError';
  readonly code = 'forbidden';
  readonly status = 403;
  readonly title = 'You cannot grant permissions that you do not have';

  constructor() {
    super('You can grant a role only where you have every one of its permissions yourself.');
  }
}

/** Otherwise the thief of an administrator's session would need only the password to set up factors of their own. */
export class OwnFactorsError extends DomainError {
  override readonly name = 'OwnFactorsError';
  readonly code = 'own_factors';
  readonly status = 409;
  readonly title = 'These are your own factors';

  constructor() {
    super('Remove single factors of yours on your account page. To lose all of them, ask another administrator.');
  }
}
