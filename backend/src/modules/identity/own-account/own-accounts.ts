import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../access/principal.js';
import type { RequestContext } from '../../access/request-context.js';
import { AuditLog } from '../../audit/audit-log.js';
import { PasswordHasher } from '../credentials/passwords/password-hasher.js';
import { checkPassword } from '../credentials/passwords/password-rules.js';
import { PasswordRefusedError, WrongPasswordError } from '../credentials/passwords/passwords.errors.js';
import { Accounts } from '../people/accounts.js';
import { AccountsRepository } from '../people/accounts.repository.js';
import { accountTarget, People } from '../people/people.js';
import { ownPasswordBucket } from '../sign-in/attempt-buckets.js';
import { Attempts } from '../sign-in/attempts.js';
import { Sessions } from '../sign-in/sessions.js';
import type { OwnAccount, PasswordChange } from './dto/own-account.dto.js';

/** What people change about their own account. */
@Injectable()
export class OwnAccounts {
  constructor(
    private readonly audit: AuditLog,
    private readonly people: People,
    private readonly accounts: Accounts,
    private readonly rows: AccountsRepository,
    private readonly attempts: Attempts,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
  ) {}

  async rename(context: RequestContext, { accountId, email }: Person, name: string): Promise<OwnAccount> {
    await this.people.change(context, accountId, { name });
    return { id: String(accountId), email, name };
  }

  /** The old password is asked for, however the person signed in. Every other session ends; this one gets a new secret. */
  async changePassword(
    reply: FastifyReply,
    context: RequestContext,
    person: Person,
    { currentPassword, newPassword }: PasswordChange,
  ): Promise<void> {
    const account = await this.accounts.find(person.accountId);
    const before = account?.passwordHash ?? null;
    const buckets = [ownPasswordBucket(person.accountId)];
    await this.attempts.reserve(buckets);
    const isRight = await this.attempts.looked(buckets, () => this.hasher.verify(before, currentPassword));
    if (!isRight || before === null) {
      await this.audit.record(context, { action: 'account.password-change-failed', target: targetOf(person) });
      throw new WrongPasswordError();
    }
    await this.attempts.succeed(buckets);
    const reasons = await this.reasonsAgainst(person, { currentPassword, newPassword });
    if (reasons.length > 0) throw new PasswordRefusedError('newPassword', reasons);
    const hash = await this.hasher.hash(newPassword);
    const fresh = await this.audit.change(context, async (transaction, note) => {
      // Of two changes at once one comes too late: what it was allowed by is no longer the password.
      if (!(await this.rows.exchangePassword(transaction, person.accountId, { before, after: hash }))) {
        throw new WrongPasswordError();
      }
      const endedSessions = await this.sessions.endOf(transaction, person.accountId, person.sessionId);
      const renewed = await this.sessions.renew(transaction, reply, person);
      await note({ action: 'account.password-changed', target: targetOf(person), after: { endedSessions } });
      return renewed;
    });
    await this.sessions.present(reply, fresh);
  }

  private async reasonsAgainst(
    { email, name, grants }: Person,
    { currentPassword, newPassword }: PasswordChange,
  ): Promise<string[]> {
    if (currentPassword === newPassword) return ['The new password is the one that you have.'];
    return checkPassword(newPassword, { email, name, isMfaEnforced: this.accounts.rolesRequireMfa(grants) });
  }
}

function targetOf({ accountId, email }: Person) {
  return accountTarget({ id: accountId, email });
}
