import { DomainError } from '../../../../common/errors/domain-error.js';

export class SsoNotConfiguredError extends DomainError {
  override readonly name = 'SsoNotConfiguredError';
  readonly code = 'sso_not_configured';
  readonly status = 404;
  readonly title = 'Single sign-on is not configured';

  constructor() {
    super('No OpenID provider is configured (OIDC_ISSUER). Sign in with a password or a passkey.');
  }
}

export class SsoUnavailableError extends DomainError {
  override readonly name = 'SsoUnavailableError';
  readonly code = 'sso_unavailable';
  readonly status = 503;
  readonly title = 'The OpenID provider does not answer';

  constructor(options?: ErrorOptions) {
    super('The OpenID provider cannot be reached, or its response cannot be used. Try again in a moment.', options);
  }
}

/** Why the provider's response signs no one in. Its reader is not known, so it reveals nothing about accounts. */
export class SsoFailedError extends DomainError {
  override readonly name = 'SsoFailedError';
  readonly code = 'sso_failed';
  readonly status = 401;
  readonly title = 'Sign-in failed';

  /** `reason` is for the audit log. */
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(
      'The response of the OpenID provider could not be used. Start the sign-in again in the same browser.',
      options,
    );
  }
}

const REFUSALS = {
  sso_denied: 'The OpenID provider did not sign you in.',
  sso_no_role: 'None of your groups at the OpenID provider has a role here. Ask an administrator for one.',
  sso_email_unverified:
    'The OpenID provider gives no verified email address for you. An account needs one: ask the administrator of the provider.',
  sso_account_exists:
    'There is an account with your email address that does not belong to the OpenID provider. Sign in as before, or ask ' +
    'an administrator.',
  sso_account_disabled: 'Your account is disabled. Ask an administrator.',
  sso_too_many_groups:
    'The OpenID provider does not list your groups because there are too many. Ask an administrator to have it list those ' +
    'that matter here.',
} as const;

/** The provider has said who it is, and they cannot come in: they are told why. */
export class SsoRefusedError extends DomainError {
  override readonly name = 'SsoRefusedError';
  readonly status = 403;
  readonly title = 'You cannot be signed in';

  constructor(readonly code: keyof typeof REFUSALS) {
    super(REFUSALS[code]);
  }
}

export class GroupMappingExistsError extends DomainError {
  override readonly name = 'GroupMappingExistsError';
  readonly code = 'group_mapping_exists';
  readonly status = 409;
  readonly title = 'The group already has this role';

  constructor() {
    super('The group already has this role there.');
  }
}

export class GroupMappingNotFoundError extends DomainError {
  override readonly name = 'GroupMappingNotFoundError';
  readonly code = 'group_mapping_not_found';
  readonly status = 404;
  readonly title = 'There is no such mapping';

  constructor(id: number) {
    super(`There is no mapping ${id}. GET /api/v1/sso lists them all.`);
  }
}
