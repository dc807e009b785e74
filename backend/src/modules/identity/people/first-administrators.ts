import { Injectable } from '@nestjs/common';
import type { AuditNote, AuditSource } from '../../audit/audit-event.js';
import { AuditLog, type Transaction } from '../../audit/audit-log.js';
import { insertAccount } from '../sign-in/insert-account.js';
import { lockPeople } from '../sign-in/lock-people.js';
import { SessionsRepository } from '../sign-in/sessions.repository.js';
import { AlreadySetUpError } from './accounts.errors.js';
import { AccountsRepository } from './accounts.repository.js';
import { accountTarget } from './people.js';
import { RoleGrants } from './role-grants.js';

export interface FirstAdministrator {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

/** The first account: however many try to make it at once, one of them does. */
@Injectable()
export class FirstAdministrators {
  constructor(
    private readonly audit: AuditLog,
    private readonly rows: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly grants: RoleGrants,
  ) {}

  isNeeded(): Promise<boolean> {
    return this.sessions.isAnybodyThere().then((isThere) => !isThere);
  }

  /**
   * Answers the account's id. `permit` runs first, in the same transaction: it throws if this is not allowed. Throws
   * AlreadySetUpError where there is an account.
   */
  create(
    source: AuditSource,
    action: AuditNote['action'],
    { email, name, passwordHash }: FirstAdministrator,
    permit: (transaction: Transaction) => Promise<void> = async () => undefined,
  ): Promise<number> {
    return this.audit.change(source, async (transaction, note) => {
      await permit(transaction);
      await lockPeople(transaction);
      if (await this.rows.isAnybodyThereNow(transaction)) throw new AlreadySetUpError();
      const id = await insertAccount(transaction, { email, name, passwordHash });
      await this.grants.add(transaction, note, { id, email, grants: [] }, { role: 'admin', project: null });
      await note({ action, target: accountTarget({ id, email }), after: { name } });
      return id;
    });
  }
}
