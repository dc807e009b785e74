import { DomainError } from '../../../../common/errors/domain-error.js';

/** Says nothing of why: the audit log does. */
export class ExchangeRefusedError extends DomainError {
  override readonly name = 'ExchangeRefusedError';
  readonly code = 'token_exchange_refused';
  readonly status = 401;
  readonly title = 'Token exchange failed';

  constructor() {
    super('No trust rule matches this token. Administrators can see the reason in the audit log.');
  }
}

export class TrustRuleNotFoundError extends DomainError {
  override readonly name = 'TrustRuleNotFoundError';
  readonly code = 'trust_rule_not_found';
  readonly status = 404;
  readonly title = 'There is no such trust rule';

  constructor(id: number) {
    super(`There is no trust rule ${id}. GET /api/v1/trust-rules lists them all.`);
  }
}

export class TrustRuleExistsError extends DomainError {
  override readonly name = 'TrustRuleExistsError';
  readonly code = 'trust_rule_exists';
  readonly status = 409;
  readonly title = 'There is a trust rule of this name';

  constructor(name: string) {
    super(`There is a trust rule ${name} already. Choose another name.`);
  }
}

export class TrustRuleChangedError extends DomainError {
  override readonly name = 'TrustRuleChangedError';
  readonly code = 'trust_rule_changed';
  readonly status = 409;
  readonly title = 'The rule has changed';

  constructor() {
    super('Another administrator changed or removed the rule at the same time. Read it again.');
  }
}
