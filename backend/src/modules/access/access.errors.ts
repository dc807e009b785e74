import { DomainError } from '../../common/errors/domain-error.js';
import type { Permission } from './permissions.js';

export class UnauthenticatedError extends DomainError {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'unauthenticated';
  readonly status = 401;
  readonly title = 'Sign in first';

  constructor() {
    super('This needs a session (sign in on the web console) or an API token (Authorization: Bearer plm_…).');
  }
}

export class InvalidTokenError extends DomainError {
  override readonly name = 'InvalidTokenError';
  readonly code = 'unauthenticated';
  readonly status = 401;
  readonly title = 'The API token is not valid';
  override readonly headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

  constructor() {
    super(
      'The token is unknown, expired or revoked. Create a new one on your account page, which also lists the ones you have.',
    );
  }
}

export class ForbiddenError extends DomainError {
  override readonly name = 'ForbiddenError';
  readonly code = 'forbidden';
  readonly status = 403;
  readonly title = 'Permission denied';

  constructor(permission: Permission) {
    super(`You do not have the permission ${permission} here. Ask an administrator for a role that includes it.`);
  }
}

export class PeopleOnlyError extends DomainError {
  override readonly name = 'PeopleOnlyError';
  readonly code = 'forbidden';
  readonly status = 403;
  readonly title = 'Not available to API tokens';

  constructor() {
    super('An API token has no account of its own. Sign in on the web console.');
  }
}

/** Signed in half-way. */
export class IncompleteSignInError extends DomainError {
  override readonly name = 'IncompleteSignInError';
  readonly status = 403;
  readonly title = 'The sign-in is not complete';
  readonly code: 'second_factor_required' | 'factor_enrolment_required';

  constructor(stage: 'factor' | 'enrol') {
    super(
      stage === 'factor'
        ? 'The second factor is still missing: send a code, or use a passkey.'
        : 'Your role needs a second factor: set one up first.',
    );
    this.code = stage === 'factor' ? 'second_factor_required' : 'factor_enrolment_required';
  }
}

/** The session is at another stage than the route is for. */
export class SignInStageError extends DomainError {
  override readonly name = 'SignInStageError';
  readonly code = 'wrong_sign_in_stage';
  readonly status = 409;
  readonly title = 'Unexpected sign-in step';

  constructor() {
    super('GET /api/v1/session shows the stage of the sign-in.');
  }
}

export class StepUpRequiredError extends DomainError {
  override readonly name = 'StepUpRequiredError';
  readonly code = 'step_up_required';
  readonly status = 403;
  readonly title = 'Confirm your identity';

  constructor() {
    super('This needs a confirmation from the last five minutes: POST /api/v1/session/step-up.');
  }
}

export class CrossSiteRequestError extends DomainError {
  override readonly name = 'CrossSiteRequestError';
  readonly code = 'cross_site_request';
  readonly status = 403;
  readonly title = 'The request came from another site';

  constructor() {
    super(
      'A request that changes something must come from the web console itself (Origin, Sec-Fetch-Site), or carry an API token.',
    );
  }
}
