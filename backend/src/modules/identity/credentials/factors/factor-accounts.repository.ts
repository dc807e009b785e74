import { Injectable } from '@nestjs/common';
import { Database } from '../../../../database/database.js';
import type { Transaction } from '../../../audit/audit-log.js';

export type FactorSummary = {
  /** Whether an authenticator app is set up. */
  totp: boolean;
  passkeys: number;
  recoveryCodesLeft: number;
};

/** Accounts, as far as their factors go. */
@Injectable()
export class FactorAccountsRepository {
  constructor(private readonly database: Database) {}

  /** In SQL, as one query: every look at one's session asks it. */
  async summaryOf(accountId: number): Promise<FactorSummary> {
    const [summary] = await this.database.query<FactorSummary>(
      `SELECT EXISTS (SELECT FROM totp_factor WHERE account_id = $1 AND confirmed_at IS NOT NULL) AS totp,
         (SELECT count(*)::int FROM passkey WHERE account_id = $1) AS passkeys,
         (SELECT count(*)::int FROM recovery_code WHERE account_id = $1 AND used_at IS NULL) AS "recoveryCodesLeft"`,
      [accountId],
    );
    return summary ?? { totp: false, passkeys: 0, recoveryCodesLeft: 0 };
  }

  /**
   * Locks the account's factors until the transaction ends. False if this session of the account has ended: while one
   * change waited, the one before it may have ended it.
   */
  async lock(transaction: Transaction, accountId: number, sessionId: number): Promise<boolean> {
    await transaction.$queryRaw`SELECT FROM account WHERE id = ${accountId} FOR NO KEY UPDATE`;
    // A statement of its own, so that it sees what was done meanwhile.
    const session = await transaction.session.findFirst({ where: { id: sessionId, accountId }, select: { id: true } });
    return session !== null;
  }
}
