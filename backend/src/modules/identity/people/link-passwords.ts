import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../access/request-context.js';
import { asPerson } from '../../audit/audit-event.js';
import { AuditLog } from '../../audit/audit-log.js';
import { LINK_KINDS } from '../credentials/links/link-text.js';
import { OneTimeLinks } from '../credentials/links/one-time-links.js';
import { PasswordHasher } from '../credentials/passwords/password-hasher.js';
import { checkPassword, minimumLength } from '../credentials/passwords/password-rules.js';
import { PasswordRefusedError } from '../credentials/passwords/passwords.errors.js';
import { Sessions } from '../sign-in/sessions.js';
import { LinkNotValidError } from './accounts.errors.js';
import { Accounts } from './accounts.js';
import { AccountsRepository, type StoredAccount } from './accounts.repository.js';
import type { LinkInfo, LinkPassword, LinkPasswordSet } from './dto/link.dto.js';
import { GuardedLinks } from './guarded-links.js';
import { accountTarget } from './people.js';

/** Choosing a password with an invitation, or with a link of an administrator in place of a forgotten one. */
@Injectable()
export class LinkPasswords {
  constructor(
    private readonly guarded: GuardedLinks,
    private readonly links: OneTimeLinks,
    private readonly accounts: Accounts,
    private readonly rows: AccountsRepository,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  /** Looks at a link without using it up. */
  async check(context: RequestContext, token: string): Promise<LinkInfo> {
    const { kind, accountId, expiresAt } = await this.guarded.require(context, token, LINK_KINDS);
    const account = accountId === null ? null : await this.require(accountId);
    const isMfaEnforced = this.accounts.rolesRequireMfa(account?.grants ?? [{ role: 'admin' }]);
    return {
      kind,
      email: account?.email ?? null,
      expiresAt: expiresAt.toISOString(),
      passwordMinimum: minimumLength(isMfaEnforced),
    };
  }

  /**
   * Uses the link up and ends every session of the person. It does not sign the person in: the next sign-in asks for
   * the password and for the second factor, as always.
   */
  async set(context: RequestContext, { token, password }: LinkPassword): Promise<LinkPasswordSet> {
    const { kind, accountId } = await this.guarded.require(context, token, ['invite', 'reset']);
    if (accountId === null) throw new LinkNotValidError();
    const account = await this.require(accountId);
    const reasons = await checkPassword(password, {
      ...account,
      isMfaEnforced: this.accounts.rolesRequireMfa(account.grants),
    });
    if (reasons.length > 0) throw new PasswordRefusedError('password', reasons);
    const hash = await this.hasher.hash(password);
    await this.audit.change(asPerson(context, account), async (transaction, note) => {
      if (!(await this.links.use(transaction, token))) throw new LinkNotValidError();
      await this.rows.setPassword(transaction, accountId, hash);
      await this.links.withdraw(transaction, accountId);
      await this.rows.forgetDevices(transaction, accountId);
      const endedSessions = await this.sessions.endOf(transaction, accountId);
      await note({
        action: kind === 'invite' ? 'account.invitation-accepted' : 'account.password-reset',
        target: accountTarget(account),
        after: { endedSessions },
      });
    });
    return { email: account.email };
  }

  private async require(accountId: number): Promise<StoredAccount> {
    const account = await this.accounts.find(accountId);
    if (account === null) throw new LinkNotValidError();
    return account;
  }
}
