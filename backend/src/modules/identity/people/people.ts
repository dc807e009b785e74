import { Injectable } from '@nestjs/common';
import { totalOf } from '../../../common/paging/total.js';
import type { AuditNote, AuditSource } from '../../audit/audit-event.js';
import { AuditLog, type Transaction } from '../../audit/audit-log.js';
import { normaliseEmail } from '../credentials/email.js';
import { type CreatedLink, OneTimeLinks } from '../credentials/links/one-time-links.js';
import { insertAccount } from '../sign-in/insert-account.js';
import { lockPeople } from '../sign-in/lock-people.js';
import { Sessions } from '../sign-in/sessions.js';
import { AccountDisabledError, AccountNotFoundError, EmailTakenError } from './accounts.errors.js';
import { Accounts } from './accounts.js';
import { type AccountRow, AccountsRepository, type StoredAccount } from './accounts.repository.js';
import type { AccountQuery } from './dto/account-query.dto.js';
import type { Account, AccountPage } from './dto/account.dto.js';
import { type GrantOrder, RoleGrants } from './role-grants.js';

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  /** What the person may do at once. */
  readonly grant: GrantOrder | null;
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** Invites, enables and disables people. No account is ever deleted. */
@Injectable()
export class People {
  constructor(
    private readonly audit: AuditLog,
    private readonly sessions: Sessions,
    private readonly rows: AccountsRepository,
    private readonly accounts: Accounts,
    private readonly links: OneTimeLinks,
    private readonly grants: RoleGrants,
  ) {}

  async list(query: AccountQuery): Promise<AccountPage> {
    const [{ rows, nextCursor }, count] = await Promise.all([this.rows.list(query), this.rows.count(query)]);
    return { items: rows.map((row) => this.toAccount(row)), nextCursor, total: totalOf(count) };
  }

  /** For the server's own machine. */
  async listAll(): Promise<Account[]> {
    return (await this.rows.listAll()).map((row) => this.toAccount(row));
  }

  async get(id: number): Promise<Account> {
    const row = await this.rows.findRow(id);
    if (row === null) throw new AccountNotFoundError();
    return this.toAccount(row);
  }

  /** An account without a password, and the link by which the person chooses one. */
  async invite(source: AuditSource, { email: written, name, grant }: NewPerson): Promise<CreatedLink & { id: number }> {
    const email = normaliseEmail(written);
    return this.audit.change(source, async (transaction, note) => {
      await lockPeople(transaction);
      if (await this.rows.isTaken(transaction, email)) throw new EmailTakenError();
      const id = await insertAccount(transaction, { email, name });
      const link = await this.links.create(transaction, { kind: 'invite', accountId: id });
      if (grant !== null) await this.grants.add(transaction, note, { id, email, grants: [] }, grant);
      await note({
        action: 'account.invited',
        target: accountTarget({ id, email }),
        after: { name, linkExpiresAt: link.expiresAt },
      });
      return { ...link, id };
    });
  }

  /** Disabling ends every session of the person at once, and their tokens and links are worth nothing. */
  async change(source: AuditSource, id: number, { name, isDisabled }: PersonChange): Promise<void> {
    await this.audit.change(source, async (transaction, note) => {
      await lockPeople(transaction);
      const account = await this.require(transaction, id);
      const notes: Omit<AuditNote, 'target'>[] = [];
      if (name !== undefined && name !== account.name) {
        await this.rows.rename(transaction, id, name);
        notes.push({ action: 'account.renamed', before: { name: account.name }, after: { name } });
      }
      if (isDisabled !== undefined && isDisabled !== account.isDisabled) {
        const endedSessions = await this.setDisabled(transaction, id, isDisabled);
        const action = isDisabled ? 'account.disabled' : 'account.enabled';
        notes.push({ action, before: { isDisabled: !isDisabled }, after: { isDisabled, endedSessions } });
      }
      for (const each of notes) await note({ ...each, target: accountTarget(account) });
    });
  }

  /**
   * A link by which the person chooses a new password; an older one is worth nothing any more. Who has not taken up the
   * invitation gets a new one.
   */
  async createLink(source: AuditSource, id: number): Promise<CreatedLink> {
    return this.audit.change(source, async (transaction, note) => {
      const account = await this.require(transaction, id);
      if (account.isDisabled) throw new AccountDisabledError();
      const kind = account.passwordHash === null ? 'invite' : 'reset';
      const link = await this.links.create(transaction, { kind, accountId: id });
      await note({
        action: kind === 'invite' ? 'account.invited' : 'account.reset-link-created',
        target: accountTarget(account),
        after: { linkExpiresAt: link.expiresAt },
      });
      return link;
    });
  }

  /** Says how many sessions ended by it. */
  private async setDisabled(transaction: Transaction, id: number, isDisabled: boolean): Promise<number> {
    const disabledAt = isDisabled ? new Date() : null;
    await this.rows.keepingAnAdministrator(transaction, () => this.rows.setDisabled(transaction, id, disabledAt));
    if (!isDisabled) return 0;
    await this.links.withdraw(transaction, id);
    await this.rows.forgetDevices(transaction, id);
    return this.sessions.endOf(transaction, id);
  }

  private async require(transaction: Transaction, id: number): Promise<StoredAccount> {
    const account = await this.rows.read(transaction, id);
    if (account === null) throw new AccountNotFoundError();
    return account;
  }

  private toAccount(row: AccountRow): Account {
    const { id, email, name, state, createdAt, disabledAt, isSso, totp, passkeys, recoveryCodesLeft } = row;
    return {
      id: String(id),
      email,
      name,
      state,
      createdAt: createdAt.toISOString(),
      disabledAt: disabledAt?.toISOString() ?? null,
      isSso,
      isMfaRequired: this.accounts.rolesRequireMfa(row.grants),
      factors: { totp, passkeys, recoveryCodesLeft },
      grants: row.grants.map((grant) => ({ ...grant, id: String(grant.id) })),
      sessionCount: row.sessionCount,
    };
  }
}

export function accountTarget({ id, email }: { id: number; email: string }): AuditNote['target'] {
  return { kind: 'account', id: String(id), name: email };
}
