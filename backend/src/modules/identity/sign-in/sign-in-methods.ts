import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../config/configuration.js';
import type { SignInOptions } from './dto/sign-in.dto.js';
import { SessionsRepository } from './sessions.repository.js';

/** What is offered to people who are not signed in. */
@Injectable()
export class SignInMethods {
  /** Accounts are disabled, and never deleted: what was true once stays so. */
  private hasAccounts = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly rows: SessionsRepository,
  ) {}

  async read(): Promise<SignInOptions> {
    this.hasAccounts ||= await this.rows.isAnybodyThere();
    const isThere = this.configuration.get('OIDC_ISSUER') !== undefined;
    return {
      sso: isThere ? { name: this.configuration.get('OIDC_NAME') } : null,
      hasAccounts: this.hasAccounts,
    };
  }
}
