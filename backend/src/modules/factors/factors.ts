import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Transaction } from '../audit/audit-log.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { hashOfRecoveryCode } from './recovery-code.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { TotpFactorsRepository } from './totp-factors.repository.js';
import { TotpSecrets } from './totp-secrets.js';

export type FactorSummary = {
  /** Whether an authenticator app is set up. */
  totp: boolean;
  passkeys: number;
  recoveryCodesLeft: number;
};

/** What people prove with that they have something, besides knowing a password. Passkeys: PasskeyCeremony. */
@Injectable()
export class Factors {
  constructor(
    private readonly database: Database,
    private readonly totp: TotpFactorsRepository,
    private readonly secrets: TotpSecrets,
    private readonly passkeys: PasskeysRepository,
    private readonly recoveryCodes: RecoveryCodesRepository,
  ) {}

  /** One query in SQL: every look at one's session asks it. */
  async summaryOf(accountId: number): Promise<FactorSummary> {
    const [summary] = await this.database.query<FactorSummary>(
      `SELECT EXISTS (SELECT FROM totp_factor WHERE account_id = $1 AND confirmed_at IS NOT NULL) AS totp,
         (SELECT count(*)::int FROM passkey WHERE account_id = $1) AS passkeys,
         (SELECT count(*)::int FROM recovery_code WHERE account_id = $1 AND used_at IS NULL) AS "recoveryCodesLeft"`,
      [accountId],
    );
    return summary ?? { totp: false, passkeys: 0, recoveryCodesLeft: 0 };
  }

  /** Whether one of the account's authenticator apps shows this code now. Each code is good once. */
  async verifyTotp(transaction: Transaction, accountId: number, code: string): Promise<boolean> {
    const now = new Date();
    for (const factor of await this.totp.findConfirmed(transaction, accountId)) {
      const step = this.secrets.stepOf(code, accountId, factor.secret, now);
      if (step !== null && (await this.totp.useStep(transaction, factor.id, step))) return true;
    }
    return false;
  }

  /** Uses a recovery code up. Whoever calls notes it in the audit log: `recovery-code.used`. */
  async useRecoveryCode(transaction: Transaction, accountId: number, code: string): Promise<boolean> {
    const hash = hashOfRecoveryCode(accountId, code);
    return hash !== null && (await this.recoveryCodes.use(transaction, accountId, hash));
  }

  /** Authenticator apps and passkeys; recovery codes only stand in for them. */
  async countOf(transaction: Transaction, accountId: number): Promise<number> {
    const totp = await this.totp.countConfirmed(transaction, accountId);
    return totp + (await this.passkeys.count(transaction, accountId));
  }

  /** For an administrator who helps somebody who has lost theirs. Says how many there were. */
  async removeAll(
    transaction: Transaction,
    accountId: number,
  ): Promise<{ totp: number; passkeys: number; recoveryCodes: number }> {
    return {
      totp: await this.totp.removeAll(transaction, accountId),
      passkeys: await this.passkeys.removeAll(transaction, accountId),
      recoveryCodes: await this.recoveryCodes.removeAll(transaction, accountId),
    };
  }
}
