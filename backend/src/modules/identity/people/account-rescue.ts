import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../access/request-context.js';
import { AuditLog, type Transaction } from '../../audit/audit-log.js';
import { Factors } from '../credentials/factors/factors.js';
import { Sessions } from '../sign-in/sessions.js';
import { AccountNotFoundError, OwnFactorsError } from './accounts.errors.js';
import { AccountsRepository, type StoredAccount } from './accounts.repository.js';
import { accountTarget } from './people.js';

/** What an administrator does for a person who lost a phone or left a browser open. */
@Injectable()
export class AccountRescue {
  constructor(
    private readonly audit: AuditLog,
    private readonly rows: AccountsRepository,
    private readonly factors: Factors,
    private readonly sessions: Sessions,
  ) {}

  /** Of another person. Also signs them out; where a role requires a second factor, the next sign-in sets one up. */
  async removeFactors(context: RequestContext, id: number): Promise<void> {
    if (context.principal?.kind === 'person' && context.principal.accountId === id) throw new OwnFactorsError();
    await this.audit.change(context, async (transaction, note) => {
      const account = await this.require(transaction, id);
      const endedSessions = await this.sessions.endOf(transaction, id);
      const before = await this.factors.removeAll(transaction, id);
      await this.rows.forgetDevices(transaction, id);
      await note({
        action: 'account.factors-removed',
        target: accountTarget(account),
        before,
        after: { endedSessions },
      });
    });
  }

  async endSessions(context: RequestContext, id: number): Promise<void> {
    await this.audit.change(context, async (transaction, note) => {
      const account = await this.require(transaction, id);
      const endedSessions = await this.sessions.endOf(transaction, id);
      await note({ action: 'account.sessions-ended', target: accountTarget(account), after: { endedSessions } });
    });
  }

  private async require(transaction: Transaction, id: number): Promise<StoredAccount> {
    const account = await this.rows.read(transaction, id);
    if (account === null) throw new AccountNotFoundError();
    return account;
  }
}
