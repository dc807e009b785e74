import { Injectable } from '@nestjs/common';
import type { Role } from '../../access/permissions.js';
import type { ProjectScope } from '../../access/project-scope.js';
import type { AuditNote, AuditSource } from '../../audit/audit-event.js';
import { AuditLog, type Note, type Transaction } from '../../audit/audit-log.js';
import { lockPeople } from '../sign-in/lock-people.js';
import { Sessions } from '../sign-in/sessions.js';
import {
  AccountNotFoundError,
  ManagedByProviderError,
  RoleGrantExistsError,
  RoleGrantNotFoundError,
} from './accounts.errors.js';
import { Accounts } from './accounts.js';
import { AccountsRepository, type StoredAccount } from './accounts.repository.js';
import { type InsertedGrant, RoleGrantsRepository } from './role-grants.repository.js';

/** What is to be granted. */
export interface GrantOrder {
  readonly role: Role;
  /** Null for everywhere. */
  readonly project: { readonly id: number; readonly slug: string } | null;
}

/** Grants and removes roles. The caller has checked that the person is allowed to. */
@Injectable()
export class RoleGrants {
  constructor(
    private readonly audit: AuditLog,
    private readonly sessions: Sessions,
    private readonly accounts: Accounts,
    private readonly rows: AccountsRepository,
    private readonly grants: RoleGrantsRepository,
  ) {}

  grant(source: AuditSource, accountId: number, order: GrantOrder): Promise<InsertedGrant> {
    return this.audit.change(source, async (transaction, note) => {
      await lockPeople(transaction);
      const account = await this.rows.read(transaction, accountId);
      if (account === null) throw new AccountNotFoundError();
      return this.add(transaction, note, account, order);
    });
  }

  /**
   * The same within a transaction. People who need a second factor from now on are signed out, so that the next sign-in
   * asks for it; the others have the role with their next request.
   */
  async add(
    transaction: Transaction,
    note: Note,
    account: Pick<StoredAccount, 'id' | 'email' | 'grants'>,
    { role, project }: GrantOrder,
  ): Promise<InsertedGrant> {
    const grant = { accountId: account.id, role, projectId: project?.id ?? null };
    const inserted = await this.grants.insert(transaction, grant);
    if (inserted === null) throw new RoleGrantExistsError();
    const needsFactorNow = this.accounts.roleRequiresMfa(role) && !this.accounts.rolesRequireMfa(account.grants);
    const endedSessions = needsFactorNow ? await this.sessions.endOf(transaction, account.id) : 0;
    const after = { email: account.email, role, project: project?.slug ?? null, endedSessions };
    await note({ action: 'role.granted', target: roleTarget(account, inserted.id), after });
    return inserted;
  }

  /** Ends every session of the person. Throws RoleGrantNotFoundError for one outside of the scope. */
  async remove(source: AuditSource, id: number, scope: ProjectScope): Promise<void> {
    await this.audit.change(source, async (transaction, note) => {
      await lockPeople(transaction);
      const grant = await this.grants.find(transaction, id, scope);
      if (grant === null) throw new RoleGrantNotFoundError();
      if (grant.source === 'sso') throw new ManagedByProviderError();
      await this.rows.keepingAnAdministrator(transaction, () => this.grants.delete(transaction, id));
      const endedSessions = await this.sessions.endOf(transaction, grant.account.id);
      await note({
        action: 'role.removed',
        target: roleTarget(grant.account, id),
        before: { email: grant.account.email, role: grant.role, project: grant.project },
        after: { endedSessions },
      });
    });
  }
}

function roleTarget({ email }: { email: string }, id: number): AuditNote['target'] {
  return { kind: 'role-grant', id: String(id), name: email };
}
