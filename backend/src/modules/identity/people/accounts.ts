import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../config/configuration.js';
import type { Role } from '../../access/permissions.js';
import type { Grant } from '../../access/principal.js';
import { normaliseEmail } from '../credentials/email.js';
import { AccountsRepository, type StoredAccount } from './accounts.repository.js';

/** Who there is, and what is asked of them. */
@Injectable()
export class Accounts {
  constructor(
    private readonly configuration: Configuration,
    private readonly accounts: AccountsRepository,
  ) {}

  /** Written in any case. Null for an unknown address; a disabled account is found as well. */
  findByEmail(email: string): Promise<StoredAccount | null> {
    return this.accounts.findByEmail(normaliseEmail(email));
  }

  find(id: number): Promise<StoredAccount | null> {
    return this.accounts.find(id);
  }

  /** Whether one of these roles requires a second factor. */
  rolesRequireMfa(grants: readonly Pick<Grant, 'role'>[]): boolean {
    return grants.some(({ role }) => this.roleRequiresMfa(role));
  }

  roleRequiresMfa(role: Role): boolean {
    return this.configuration.get('MFA_REQUIRED_FOR').includes(role);
  }
}
